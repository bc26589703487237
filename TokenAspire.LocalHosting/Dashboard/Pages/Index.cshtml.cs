using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Resources;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>Every resource: state, health, endpoints, commands.</summary>
internal sealed class IndexModel(ResourceList list) : PageModel
{
    public IReadOnlyList<ResourceView> Resources { get; private set; } = [];

    public IReadOnlyList<VariableView> Parameters { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Resources = await list.AllAsync(cancellationToken);
        Parameters = await list.ParametersAsync(cancellationToken);
    }
}
