using System.Diagnostics.CodeAnalysis;

namespace TokenAspire.Issuer.Protocol.Errors;

/// <summary>What a validator concludes: the validated request, or the error to answer with.</summary>
internal readonly struct Validation<T>
    where T : class
{
    private Validation(T? value, ProtocolError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public ProtocolError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsValid => Error is null;

    public static implicit operator Validation<T>(T value) => new(value, null);

    public static implicit operator Validation<T>(ProtocolError error) => new(null, error);
}
