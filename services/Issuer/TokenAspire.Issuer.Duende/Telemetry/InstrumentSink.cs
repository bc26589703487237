using Duende.IdentityServer;
using Duende.IdentityServer.Events;
using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Duende.Tokens;

namespace TokenAspire.Issuer.Duende.Telemetry;

/// <summary>Duende's events, counted by this project's instruments; their own names, with client and subject in them, reach neither log nor metric.</summary>
internal sealed class InstrumentSink(TokenOutcomes outcomes, AdmittedRequest admitted) : IEventSink
{
    public Task PersistAsync(Event evt, CancellationToken ct)
    {
        switch (evt)
        {
            case TokenIssuedSuccessEvent { Endpoint: IdentityServerConstants.EndpointNames.Token } success:
                outcomes.Issued(success.ClientId);
                break;
            case TokenIssuedFailureEvent { Endpoint: IdentityServerConstants.EndpointNames.Token } failure:
                outcomes.Refused(failure.ClientId, admitted.Refusal ?? ErrorAnswers.Find(failure.Error));
                break;
        }

        return Task.CompletedTask;
    }
}
