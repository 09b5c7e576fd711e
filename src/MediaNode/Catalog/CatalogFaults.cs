using MediaNode.Problems;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>What went wrong in the catalogue, told apart once.</summary>
internal static class CatalogFaults
{
    private const int Full = 13; // SQLITE_FULL, sqlite.org/rescode.html

    public static bool MeansFull(this SqliteException failure) => failure.SqliteErrorCode == Full;

    public static Refusal ToRefusal(this SqliteException failure) => failure.MeansFull()
        ? Problem.VolumeFull.Because("The disk of the catalogue has no room left. Nothing was kept.")
        : Problem.CatalogueFailed.Because("The catalogue could not be read or written. Nothing was kept.");
}
