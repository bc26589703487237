using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Resources;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>One resource, with its environment.</summary>
internal sealed class ResourceModel(ResourceList list) : PageModel
{
    public ResourceView Resource { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken cancellationToken)
    {
        if (await list.FindAsync(name, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Resource = found;
        return Page();
    }
}
