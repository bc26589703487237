using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Live;
using TokenAspire.LocalHosting.Dashboard.Resources;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>What a resource writes to its console.</summary>
internal sealed class ConsoleModel(ResourceList resources, ResourceLoggerService logs) : PageModel
{
    /// <summary>The lines a page keeps.</summary>
    public const int Kept = 1000;

    public IReadOnlyList<string> Names { get; private set; } = [];

    public string? Name { get; private set; }

    public IReadOnlyList<ConsoleLine> Lines { get; private set; } = [];

    public int Last => Lines.Count == 0 ? 0 : Lines[^1].Number;

    public IActionResult OnGet(string? name)
    {
        Names = resources.ProcessNames;
        Name = name ?? (Names.Count > 0 ? Names[0] : null);
        if (Name is null)
        {
            return Page();
        }

        if (!Names.Contains(Name, StringComparer.OrdinalIgnoreCase))
        {
            return NotFound();
        }

        Lines = [.. logs.LastLines(Name, Kept).Select(ConsoleLine.Read)];
        return Page();
    }
}
