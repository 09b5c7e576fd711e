using Microsoft.Data.Sqlite;

namespace MediaNode.Retention;

/// <summary>It could not be found out what is to go; nothing went.</summary>
internal sealed class UnreadableException(SqliteException cause) : Exception(cause.Message, cause)
{
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException failure)
        {
            throw new UnreadableException(failure);
        }
    }
}
