using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Accounts and passkeys for ASP.NET Core Identity, on the tables of <c>Schema/</c>. Nothing else goes through Entity Framework.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(Map);
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(Map);
    }

    private static void Map(EntityTypeBuilder<IdentityUserPasskey<Guid>> passkey)
    {
        passkey.ToTable("user_passkeys");
        passkey.HasKey(entry => entry.CredentialId);
        passkey.Property(entry => entry.CredentialId).HasColumnName("credential_id").ValueGeneratedNever();
        passkey.Property(entry => entry.UserId).HasColumnName("user_id");
        passkey.OwnsOne(entry => entry.Data, data =>
        {
            data.Property(value => value.Name).HasColumnName("name");
            data.Property(value => value.PublicKey).HasColumnName("public_key");
            data.Property(value => value.SignCount).HasColumnName("sign_count").HasColumnType("bigint").HasConversion<long>();
            data.Property(value => value.Transports).HasColumnName("transports");
            data.Property(value => value.IsUserVerified).HasColumnName("is_user_verified");
            data.Property(value => value.IsBackupEligible).HasColumnName("is_backup_eligible");
            data.Property(value => value.IsBackedUp).HasColumnName("is_backed_up");
            data.Property(value => value.AttestationObject).HasColumnName("attestation_object");
            data.Property(value => value.ClientDataJson).HasColumnName("client_data_json");
            data.Property(value => value.CreatedAt).HasColumnName("created_at");
        });
        passkey.Navigation(entry => entry.Data).IsRequired();
    }

    private static void Map(EntityTypeBuilder<Account> account)
    {
        account.ToTable("users");
        account.Property(user => user.Id).HasColumnName("id").ValueGeneratedNever();
        account.Property(user => user.UserName).HasColumnName("user_name");
        account.Property(user => user.NormalizedUserName).HasColumnName("normalized_user_name");
        account.Property(user => user.DisplayName).HasColumnName("display_name");
        account.Property(user => user.TenantId).HasColumnName("tenant_id");
        account.Property(user => user.PasswordHash).HasColumnName("password_hash");
        account.Property(user => user.SecurityStamp).HasColumnName("security_stamp");
        account.Property(user => user.ConcurrencyStamp).HasColumnName("concurrency_stamp").IsConcurrencyToken();
        account.Property(user => user.LockoutEnabled).HasColumnName("lockout_enabled");
        account.Property(user => user.LockoutEnd).HasColumnName("lockout_end");
        account.Property(user => user.AccessFailedCount).HasColumnName("access_failed_count");

        // An operator's, who writes it past Identity: to save an account that was read before must not open it again.
        account.Property(user => user.DisabledAt).HasColumnName("disabled_at").Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);

        account.Ignore(user => user.Email).Ignore(user => user.NormalizedEmail).Ignore(user => user.EmailConfirmed);
        account.Ignore(user => user.PhoneNumber).Ignore(user => user.PhoneNumberConfirmed).Ignore(user => user.TwoFactorEnabled);
        account.OwnsMany(user => user.Roles, role =>
        {
            role.ToTable("user_roles");
            role.WithOwner().HasForeignKey("UserId");
            role.Property<Guid>("UserId").HasColumnName("user_id");
            role.Property(entry => entry.Role).HasColumnName("role");
            role.HasKey("UserId", nameof(AccountRole.Role));
        });
    }
}
