using Duende.IdentityServer.Validation;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Tells Duende which key the DPoP proof was made with. The gate has verified the proof and used it up; a second look would find a replay.</summary>
internal sealed class AdmittedProof(AdmittedRequest admitted) : IDPoPProofValidator
{
    public Task<DPoPProofValidationResult> ValidateAsync(DPoPProofValidationContext context, CancellationToken ct) => Task.FromResult(
        admitted.ProofKey is string thumbprint
            ? new DPoPProofValidationResult
            {
                IsError = false,
                JsonWebKeyThumbprint = thumbprint,
                Confirmation = $"{{\"jkt\":\"{thumbprint}\"}}",
            }
            : new DPoPProofValidationResult { IsError = true, Error = "invalid_dpop_proof" });
}
