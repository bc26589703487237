using System.Net;

namespace TokenAspire.TestTopology.Clients;

/// <summary>The server answered what this client did not ask for.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message)
{
    public static async Task ThrowUnlessAsync(HttpStatusCode expected, HttpResponseMessage response)
    {
        if (response.StatusCode != expected)
        {
            string body = await response.Content.ReadAsStringAsync();
            throw new UnexpectedAnswerException($"{response.RequestMessage?.RequestUri?.AbsolutePath} answered {response.StatusCode} instead of {expected}: {body}");
        }
    }

    public static void ThrowUnless(bool holds, string message)
    {
        if (!holds)
        {
            throw new UnexpectedAnswerException(message);
        }
    }
}
