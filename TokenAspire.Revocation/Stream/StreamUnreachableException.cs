namespace TokenAspire.Revocation;

/// <summary>Redis did not answer, or not in time. Whether it did what it was asked is not known.</summary>
internal sealed class StreamUnreachableException(Exception cause)
    : Exception("The revocation stream could not be reached.", cause);
