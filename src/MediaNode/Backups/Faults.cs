using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Backups;

/// <summary>What goes wrong while a backup is made, in words.</summary>
internal static class Faults
{
    public static T Told<T>(BackupDirectory directory, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (WordsFor(directory, fault) is { } words)
        {
            throw new BackupRefusedException(words, fault);
        }
    }

    public static async Task<T> ToldAsync<T>(BackupDirectory directory, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (WordsFor(directory, fault) is { } words)
        {
            throw new BackupRefusedException(words, fault);
        }
    }

    /// <summary>What there is besides the backup that could not be made.</summary>
    public static string Earlier(BackupDirectory directory) =>
        directory.Complete is [.., var latest] ? $"The backup {latest} is there as before." : "No earlier backup is there.";

    private static string? WordsFor(BackupDirectory directory, Exception fault) => fault switch
    {
        BackupRefusedException => null,
        IOException full when full.MeansFull() => Full(directory),
        SqliteException full when full.MeansFull() => Full(directory),
        SqliteException broken => $"The catalogue cannot be copied: {broken.Message} {Earlier(directory)}",
        IOException other => $"The backup could not be made: {other.Message.TrimEnd('.')}. {Earlier(directory)}",
        _ => null,
    };

    private static string Full(BackupDirectory directory) =>
        $"{directory.Path} has no room left. What was copied stays for the next run. {Earlier(directory)}";
}
