namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Good tokens in another shape, and of another size.</summary>
internal static class EncodingForgeries
{
    private static readonly string[] Strangers = [" ", "\t", "\n", "\r\n", "=", "+", "/", "%2E", "\0", "\uFEFF", "é", "\u0130", "＝", "'", "\"", ",", ";", "~"];

    private static readonly string[] Alphabet = [.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Select(one => one.ToString())];

    public static IEnumerable<Forgery> Make(TokenForge forge, int times)
    {
        for (int time = 0; time < times; time++)
        {
            string good = forge.Good();
            string[] parts = good.Split('.');
            yield return Malformed("a stranger among the characters", good.Insert(forge.Random.Next(1, good.Length), forge.Pick(Strangers)));
            yield return Malformed("padding", $"{parts[0]}{Padding(parts[0])}.{parts[1]}.{parts[2]}");
            yield return Malformed("padding at the end", good + new string('=', forge.Random.Next(1, 4)));
            yield return Malformed("white space around it", forge.Random.Next(2) == 0 ? " " + good : good + " ");
            yield return Malformed("one or two parts", string.Join('.', parts.Take(forge.Random.Next(1, 3))));
            yield return Malformed("four parts or more", good + string.Concat(Enumerable.Repeat("." + parts[forge.Random.Next(3)], forge.Random.Next(1, 5))));
            yield return Malformed("five parts, a JWE", $"{TokenForge.Encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}"u8.ToArray())}.{parts[1]}.AAAA.{parts[2]}.AAAA");
            yield return Malformed("an empty part", forge.Random.Next(2) == 0 ? $".{parts[1]}.{parts[2]}" : $"{parts[0]}..{parts[2]}");
            yield return Malformed("JSON serialization", $"{{\"protected\":\"{parts[0]}\",\"payload\":\"{parts[1]}\",\"signature\":\"{parts[2]}\"}}");
            yield return Malformed("general JSON serialization", $"{{\"payload\":\"{parts[1]}\",\"signatures\":[{{\"protected\":\"{parts[0]}\",\"signature\":\"{parts[2]}\"}}]}}");
            yield return Malformed("encoded twice", TokenForge.Encode(TokenForge.Utf8(good)));
            yield return Malformed("decoded", string.Join('.', parts.Select(part => System.Text.Encoding.Latin1.GetString(TokenForge.Decode(part)))));
            yield return new Forgery(7, "too large", RefusalReason.TooLarge, good + new string('A', 8_192 - good.Length + forge.Random.Next(1, 2_000)));
            foreach (Forgery forgery in Respelt(parts))
            {
                yield return forgery;
            }
        }
    }

    private static Forgery Malformed(string what, string token) => new(2, what, RefusalReason.Malformed, token);

    private static string Padding(string part) => new('=', part.Length % 4 == 0 ? 1 : 4 - (part.Length % 4));

    // RFC 4648 section 3.5: other last characters that decode to the same bytes.
    private static IEnumerable<Forgery> Respelt(string[] parts)
    {
        for (int part = 0; part < 3; part++)
        {
            int unused = (parts[part].Length % 4) switch { 2 => 16, 3 => 4, _ => 1 };
            int last = Array.IndexOf(Alphabet, parts[part][^1..]);
            for (int other = last + 1; other < last + unused; other++)
            {
                string[] respelt = [.. parts];
                respelt[part] = parts[part][..^1] + Alphabet[other];
                yield return part < 2
                    ? Malformed("spelt in a second way", string.Join('.', respelt))
                    : new Forgery(2, "signature spelt in a second way", RefusalReason.BadSignature, string.Join('.', respelt));
            }
        }
    }
}
