using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace MediaNode.Cli.Transfers;

/// <summary>Media types by file extension, and back: the types WhatsApp takes and the usual documents.</summary>
internal static class FileTypes
{
    public const string Unknown = "application/octet-stream";

    // The first extension of a type is the one a download gets.
    private static readonly (string Extension, string Type)[] _table =
    [
        (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".png", "image/png"), (".webp", "image/webp"), (".gif", "image/gif"),
        (".mp4", "video/mp4"), (".3gp", "video/3gpp"), (".3gpp", "video/3gpp"),
        (".aac", "audio/aac"), (".m4a", "audio/mp4"), (".amr", "audio/amr"), (".mp3", "audio/mpeg"),
        // WhatsApp takes Ogg only with Opus inside, and only when the type says so.
        (".ogg", "audio/ogg; codecs=opus"), (".opus", "audio/ogg; codecs=opus"),
        (".pdf", "application/pdf"), (".txt", "text/plain"), (".csv", "text/csv"),
        (".json", "application/json"), (".zip", "application/zip"),
        (".doc", "application/msword"), (".xls", "application/vnd.ms-excel"), (".ppt", "application/vnd.ms-powerpoint"),
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ];

    private static readonly FrozenDictionary<string, string> _byExtension =
        _table.ToFrozenDictionary(row => row.Extension, row => row.Type, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> _byType =
        _table.DistinctBy(row => Bare(row.Type))
            .ToFrozenDictionary(row => Bare(row.Type), row => row.Extension, StringComparer.OrdinalIgnoreCase);

    public static string Of(string fileName) => _byExtension.GetValueOrDefault(Path.GetExtension(fileName), Unknown);

    public static string ExtensionOf(string? type) => type is null ? ".bin" : _byType.GetValueOrDefault(Bare(type), ".bin");

    public static bool IsValid(string type) => MediaTypeHeaderValue.TryParse(type, out _);

    private static string Bare(string type) => type.Split(';', 2)[0].Trim();
}
