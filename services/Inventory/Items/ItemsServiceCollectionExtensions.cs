namespace TokenAspire.Inventory.Items;

internal static class ItemsServiceCollectionExtensions
{
    private static readonly Dictionary<string, int> Seed = new(StringComparer.Ordinal)
    {
        ["widget"] = 1_000_000,
        ["gadget"] = 1_000_000,
    };

    public static void AddItems(this IServiceCollection services)
    {
        services.AddOptions<ReturnsOptions>().BindConfiguration(ReturnsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new Stock(Seed, provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<ReservationDesk>();
    }
}
