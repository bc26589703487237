using System.ComponentModel.DataAnnotations;

namespace TokenAspire.Inventory.Items;

/// <summary>Section <c>Returns</c>.</summary>
internal sealed class ReturnsOptions
{
    public const string Section = "Returns";

    /// <summary>The client, acting for itself, that may return the stock of any holder. Required.</summary>
    [Required(ErrorMessage = "Returns:ClientId is empty; set it to the client_id of the service that returns refunded stock.")]
    public string ClientId { get; set; } = "";
}
