using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Keys;

/// <summary>ASP.NET Core's data-protection keys in Postgres, so that every issuer can read every issuer's cookies. Its contract is synchronous.</summary>
internal sealed class PostgresXmlRepository(NpgsqlDataSource store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using NpgsqlCommand command = store.CreateCommand("select element from data_protection_keys order by id");
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<XElement> elements = [];
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using NpgsqlCommand command = store.CreateCommand("insert into data_protection_keys (friendly_name, element) values ($1, $2)");
        command.With(friendlyName).With(element.ToString(SaveOptions.DisableFormatting)).ExecuteNonQuery();
    }
}
