using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenAspire.LocalHosting.Parameters;

/// <summary>
/// The app host's user secrets. Two app hosts may start at the same moment: a lock file makes them agree on
/// one value, and the file is replaced as a whole so that a reader never sees half of it.
/// </summary>
internal sealed class SecretsFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    public async Task<string> GetOrAddAsync(string key, Func<string> generate)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using FileStream locked = await LockAsync();
        JsonObject secrets = Read();
        if (secrets[key]?.GetValue<string>() is { Length: > 0 } stored)
        {
            return stored;
        }

        string value = generate();
        secrets[key] = value;
        Write(secrets);
        return value;
    }

    private async Task<FileStream> LockAsync()
    {
        using CancellationTokenSource timeout = new(LockTimeout, TimeProvider.System);
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (!timeout.IsCancellationRequested)
            {
                // Another app host holds the lock for the moment of one write.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private JsonObject Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: lenient)?.AsObject() ?? [];
        }
        catch (JsonException malformed)
        {
            throw new DistributedApplicationException($"The user secrets file {path} is not JSON; correct or delete it.", malformed);
        }
    }

    private void Write(JsonObject secrets)
    {
        string next = $"{path}.{Guid.NewGuid():N}";
        using (StreamWriter writer = new(new FileStream(next, Options(FileMode.CreateNew))))
        {
            writer.Write(secrets.ToJsonString(Indented));
        }

        File.Move(next, path, overwrite: true);
    }

    private static FileStreamOptions Options(FileMode mode) => new()
    {
        Mode = mode,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        UnixCreateMode = OwnerOnly,
    };
}
