namespace TokenAspire.Issuer.Contracts.Subjects;

/// <summary>Reads the people whom tokens speak about.</summary>
public interface ISubjectProfiles
{
    /// <summary>The profile as it is now; null where the account is gone or locked, for which no token may be issued.</summary>
    Task<SubjectProfile?> FindAsync(string subjectId, CancellationToken cancellationToken);
}
