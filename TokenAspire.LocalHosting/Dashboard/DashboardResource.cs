using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard;

/// <summary>The dashboard as a resource, under the name Aspire gives its own: tests find its address by it.</summary>
internal sealed class DashboardResource() : Resource("aspire-dashboard"), IResourceWithEndpoints
{
    public EndpointAnnotation Endpoint => Annotations.OfType<EndpointAnnotation>().Single();

    public string Url => new EndpointReference(this, Endpoint.Name).Url;
}
