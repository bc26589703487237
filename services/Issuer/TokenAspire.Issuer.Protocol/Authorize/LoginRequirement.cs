using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>Decides whether the person has to log in (again) before a request can be answered (OIDC Core 3.1.2.1 and 3.1.2.3).</summary>
internal static class LoginRequirement
{
    /// <summary>A return URL older than this was not just completed.</summary>
    public static readonly TimeSpan LongestLogin = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Freshness is measured from when the request was first made, which the return URL of the login
    /// page repeats: so <c>prompt=login</c> and <c>max_age=0</c> ask once and do not loop. Whoever
    /// edits that time edits their own request, and could as well leave <c>prompt</c> out;
    /// the client sees the truth in <c>auth_time</c>.
    /// </summary>
    public static bool IsUnmet(AuthorizeRequest request, AuthenticatedSubject? subject, DateTimeOffset now)
    {
        if (subject is null)
        {
            return true;
        }

        bool returned = IsReturning(request, now);

        // OIDC Core 3.1.2.1: max_age=0 is equivalent to prompt=login.
        bool mustLogIn = request.Prompt.HasFlag(Prompt.Login) || request.MaxAge == TimeSpan.Zero;
        if (mustLogIn && !(returned && LoggedInSince(subject, request.LoginRequestedAt!.Value)))
        {
            return true;
        }

        DateTimeOffset asked = returned ? request.LoginRequestedAt!.Value : now;
        return request.MaxAge is TimeSpan maxAge && !LoggedInSince(subject, asked - maxAge);
    }

    /// <summary>Whether the request comes back from a page that it led to not long ago.</summary>
    public static bool IsReturning(AuthorizeRequest request, DateTimeOffset now) =>
        request.LoginRequestedAt is DateTimeOffset requested && requested <= now && now - requested <= LongestLogin;

    // Whole seconds, like auth_time.
    private static bool LoggedInSince(AuthenticatedSubject subject, DateTimeOffset instant) =>
        subject.AuthenticatedAt.ToUnixTimeSeconds() >= instant.ToUnixTimeSeconds();
}
