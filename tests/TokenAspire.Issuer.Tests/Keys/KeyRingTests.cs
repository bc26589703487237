using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Keys;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Keys;

public sealed class KeyRingTests(Stores stores) : IAsyncLifetime
{
    private readonly IssuerHost _host = new(stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresSigningKeyRing Ring => _host.Get<PostgresSigningKeyRing>();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Private_keys_are_encrypted_at_rest()
    {
        List<byte[]> stored = await _host.QueryAsync<byte[]>("select wrapped_private_key from signing_keys");

        Assert.Equal(4, stored.Count);
        Assert.All(stored, wrapped =>
        {
            using RSA rsa = RSA.Create();
            using ECDsa ecdsa = ECDsa.Create();
            Assert.ThrowsAny<CryptographicException>(() => rsa.ImportPkcs8PrivateKey(wrapped, out _));
            Assert.ThrowsAny<CryptographicException>(() => ecdsa.ImportPkcs8PrivateKey(wrapped, out _));

            // The version and algorithm identifiers with which each PKCS#8 form begins.
            Assert.Equal(-1, wrapped.AsSpan().IndexOf<byte>([0x02, 0x01, 0x00, 0x30]));
        });
    }

    [Fact]
    public async Task A_wrapped_key_opens_only_under_its_own_name()
    {
        IKeyWrapping wrapping = _host.Get<IKeyWrapping>();
        byte[] wrapped = await wrapping.WrapAsync(Encoding.ASCII.GetBytes("key"), "one", Cancel);

        Assert.Equal("key", Encoding.ASCII.GetString(await wrapping.UnwrapAsync(wrapped, "one", Cancel)));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await wrapping.UnwrapAsync(wrapped, "two", Cancel));
        wrapped[^1] ^= 1;
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await wrapping.UnwrapAsync(wrapped, "one", Cancel));
    }

    [Fact]
    public async Task Another_secret_stops_the_start_with_the_fix()
    {
        _ = _host.Services;
        IssuerHost other = new(stores) { ConnectionString = _host.ConnectionString };
        other.Settings["Issuer:KeyEncryptionSecret"] = "another secret, not the one of before";

        Exception refusal = Assert.ThrowsAny<Exception>(() => other.Services);

        Assert.Contains("Issuer:KeyEncryptionSecret", refusal.ToString(), StringComparison.Ordinal);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Keys_of_a_previous_secret_open_and_move_to_the_present_one()
    {
        string signing = Ring.GetSigningKey("RS256").KeyId;
        string cookie = _host.Get<IDataProtectionProvider>().CreateProtector("test").Protect("text");
        await using (IssuerHost changed = new(stores) { ConnectionString = _host.ConnectionString })
        {
            changed.Settings["Issuer:KeyEncryptionSecret"] = "the secret that comes after the first";
            changed.Settings["Issuer:PreviousKeyEncryptionSecrets:0"] = IssuerHost.KeyEncryptionSecret;
            Assert.Equal(signing, changed.Get<ISigningKeyRing>().GetSigningKey("RS256").KeyId);
        }

        await using IssuerHost afterwards = new(stores) { ConnectionString = _host.ConnectionString };
        afterwards.Settings["Issuer:KeyEncryptionSecret"] = "the secret that comes after the first";
        Assert.Equal(signing, afterwards.Get<ISigningKeyRing>().GetSigningKey("RS256").KeyId);
        Assert.Equal("text", afterwards.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(cookie));
    }

    [Fact]
    public async Task Rotation_on_demand_signs_with_a_new_key_and_still_publishes_the_old_one()
    {
        SigningKey before = Ring.GetSigningKey("RS256");
        long version = Ring.Version;

        await Ring.RotateNowAsync(Cancel);

        Assert.NotEqual(before.KeyId, Ring.GetSigningKey("RS256").KeyId, StringComparer.Ordinal);
        Assert.NotEqual(version, Ring.Version);
        Assert.Equal(SigningKeyState.Retiring, Ring.PublishedKeys.Single(key => key.KeyId == before.KeyId).State);
    }

    [Fact]
    public async Task Keys_pass_through_their_states_on_schedule()
    {
        string first = Ring.GetSigningKey("ES256").KeyId;

        string second = Ring.PublishedKeys.Single(key => key is { Algorithm: "ES256", State: SigningKeyState.Announced }).KeyId;

        _host.Time.Advance(TimeSpan.FromDays(29));
        await Ring.RefreshAsync(Cancel);
        Assert.Equal(first, Ring.GetSigningKey("ES256").KeyId);

        _host.Time.Advance(TimeSpan.FromDays(1));
        await Ring.RefreshAsync(Cancel);
        Assert.Equal(second, Ring.GetSigningKey("ES256").KeyId);
        Assert.Contains(Ring.PublishedKeys, key => key.KeyId == first);

        _host.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        await Ring.RefreshAsync(Cancel);
        Assert.DoesNotContain(Ring.PublishedKeys, key => key.KeyId == first);
        Assert.Equal([true], await _host.QueryAsync<bool>("select wrapped_private_key is null from signing_keys where key_id = $1", first));
    }

    [Fact]
    public async Task Another_issuer_sees_a_rotation()
    {
        _ = _host.Services;
        await using IssuerHost other = new(stores) { ConnectionString = _host.ConnectionString };
        other.Settings["Issuer:Keys:PollInterval"] = "01:00:00"; // it is told
        _ = other.Services;

        await Ring.RotateNowAsync(Cancel);

        await Eventually.HoldsAsync(() => Ring.GetSigningKey("RS256").KeyId == other.Get<ISigningKeyRing>().GetSigningKey("RS256").KeyId);
    }

    [Fact]
    public async Task A_revoked_key_leaves_every_issuer_at_once_and_is_journalled()
    {
        await using IssuerHost other = new(stores) { ConnectionString = _host.ConnectionString };
        other.Settings["Issuer:Keys:PollInterval"] = "01:00:00";
        PostgresSigningKeyRing elsewhere = other.Get<PostgresSigningKeyRing>();
        string compromised = Ring.GetSigningKey("RS256").KeyId;
        string next = Ring.PublishedKeys.Single(key => key is { Algorithm: "RS256", State: SigningKeyState.Announced }).KeyId;

        Assert.Equal(PublicationOutcome.Published, await Ring.RevokeAsync(compromised, "ops", Cancel));

        Assert.DoesNotContain(Ring.PublishedKeys, key => key.KeyId == compromised);
        Assert.Equal(next, Ring.GetSigningKey("RS256").KeyId);
        await Eventually.HoldsAsync(() => elsewhere.PublishedKeys.All(key => key.KeyId != compromised) && elsewhere.GetSigningKey("RS256").KeyId == next);
        Assert.Equal(["kid"], await _host.QueryAsync<string>("select kind from revocation_journal where value = $1 and actor = 'ops'", compromised));
        Assert.Equal([true], await _host.QueryAsync<bool>(
            "select revoked_at is not null and wrapped_private_key is null from signing_keys where key_id = $1", compromised));
        Assert.Null(await Ring.RevokeAsync("no such key\0", "ops", Cancel));
    }

    [Fact]
    public void What_the_active_key_signs_verifies_with_what_is_published()
    {
        SigningKey key = Ring.GetSigningKey("RS256");
        byte[] signature = new byte[key.SignatureSize];
        key.Sign("data"u8, signature);

        PublishedKey published = Ring.PublishedKeys.Single(candidate => candidate.KeyId == key.KeyId);
        using RSA rsa = RSA.Create(new RSAParameters
        {
            Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(published.Parameters["n"]),
            Exponent = System.Buffers.Text.Base64Url.DecodeFromChars(published.Parameters["e"]),
        });

        Assert.Equal("RSA", published.KeyType);
        Assert.True(rsa.VerifyData("data"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
