using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TokenAspire.Issuer.Accounts;

namespace TokenAspire.Issuer.Admin;

/// <summary>The body of <c>POST /admin/accounts</c>.</summary>
internal sealed record AccountInput(string? UserName, string? DisplayName, string? TenantId, IReadOnlyList<string>? Roles, string? Password);

/// <summary>An account as the API shows it; <c>sub</c> is what its tokens say.</summary>
internal sealed record AccountOutput(Guid Sub, string UserName, string DisplayName, string TenantId, IReadOnlyList<string> Roles);

/// <summary>Lets a person in: outside of Development nobody has an account until an operator makes one.</summary>
internal static class AccountEndpoints
{
    private const int LongestText = 256;
    private const int MostRoles = 50;

    public static void MapAccounts(this RouteGroupBuilder admin) => admin.MapPost("/accounts", CreateAsync);

    private static async Task<Results<JsonHttpResult<AccountOutput>, Conflict, ValidationProblem>> CreateAsync(
        AccountInput input, HttpContext context, UserManager<Account> accounts, ILogger<Account> logger)
    {
        Dictionary<string, string[]> mistakes = Mistakes(input);
        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        Account account = new()
        {
            Id = Guid.NewGuid(),
            UserName = input.UserName,
            DisplayName = input.DisplayName!,
            TenantId = input.TenantId!,
        };
        account.Roles.AddRange((input.Roles ?? []).Distinct(StringComparer.Ordinal).Select(role => new AccountRole { Role = role }));
        IdentityResult created = await StoreAsync(accounts, account, input.Password!);
        if (!created.Succeeded)
        {
            return created.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName))
                ? TypedResults.Conflict()
                : TypedResults.ValidationProblem(created.Errors.GroupBy(Field, error => error.Description, StringComparer.Ordinal)
                    .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal));
        }

        Log.AccountCreated(logger, context.Actor(), account.Id);
        return TypedResults.Json(
            new AccountOutput(account.Id, account.UserName!, account.DisplayName, account.TenantId, [.. account.Roles.Select(role => role.Role)]),
            statusCode: StatusCodes.Status201Created);
    }

    // Of two requests for one name at the same moment both find it free; the database lets one have it.
    private static async Task<IdentityResult> StoreAsync(UserManager<Account> accounts, Account account, string password)
    {
        try
        {
            return await accounts.CreateAsync(account, password);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return IdentityResult.Failed(accounts.ErrorDescriber.DuplicateUserName(account.UserName!));
        }
    }

    // How long a password must be, and which characters a name may have, is Identity's to say.
    private static Dictionary<string, string[]> Mistakes(AccountInput input)
    {
        Dictionary<string, string[]> mistakes = new(StringComparer.Ordinal);
        foreach ((string field, string? value) in ((string, string?)[])[("userName", input.UserName), ("displayName", input.DisplayName), ("tenantId", input.TenantId), ("password", input.Password)])
        {
            if (!IsText(value))
            {
                mistakes[field] = [$"Use 1 to {LongestText} characters, none of them a control character."];
            }
        }

        if (input.Roles is { } roles && (roles.Count > MostRoles || !roles.All(IsText)))
        {
            mistakes["roles"] = [$"Use at most {MostRoles} roles of 1 to {LongestText} characters, none of them a control character."];
        }

        return mistakes;
    }

    private static bool IsText(string? value) => value is { Length: > 0 and <= LongestText } && !value.Any(char.IsControl);

    private static string Field(IdentityError error) => error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "userName";
}
