using System.Text.Json;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>The file the manifest is published to.</summary>
internal static class ManifestFile
{
    private const string DefaultName = "aspire-manifest.json";
    private static readonly JsonWriterOptions Format = new() { Indented = true };

    /// <summary>Writes the manifest.</summary>
    /// <param name="resources">The application.</param>
    /// <param name="outputPath">The file if it ends with <c>.json</c>, else the folder.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>The full path of the file.</returns>
    public static async Task<string> WriteAsync(IReadOnlyList<IResource> resources, string outputPath, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(outputPath.EndsWith(".json", StringComparison.Ordinal) ? outputPath : Path.Combine(outputPath, DefaultName));
        string folder = Path.GetDirectoryName(file)!;
        try
        {
            Directory.CreateDirectory(folder);
            await using FileStream stream = new(file, FileMode.Create);
            await using Utf8JsonWriter json = new(stream, Format);
            await new ManifestWriter(resources, folder, json).WriteAsync(cancellationToken);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The manifest cannot be written to {file}: {unwritable.Message} Choose another --output-path.", unwritable);
        }

        return file;
    }
}
