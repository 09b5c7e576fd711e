using System.Buffers;
using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>What an archive is, by what is in it.</summary>
internal sealed class ZipContents
{
    /// <summary>The longest media type that a mimetype entry is read for.</summary>
    public const int LongestType = 100;

    private const string OpenDocument = "application/vnd.oasis.opendocument.";
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string Ms = "application/vnd.ms-";

    private static readonly SearchValues<char> _plainWord = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    private string _told = "";
    private bool _isOffice;
    private bool _hasMacros;
    private char _part = '?';
    private bool _isAndroid;
    private bool _isJava;

    /// <summary>Takes what the archive's first entry, named <c>mimetype</c>, tells.</summary>
    public void TakeType(ReadOnlySpan<byte> type) => _told = Encoding.Latin1.GetString(type).Trim();

    public void TakeName(ReadOnlySpan<byte> name)
    {
        _isOffice |= name.SequenceEqual("[Content_Types].xml"u8);
        _hasMacros |= name.EndsWith("/vbaProject.bin"u8);
        _isAndroid |= name.SequenceEqual("AndroidManifest.xml"u8);
        _isJava |= name.SequenceEqual("META-INF/MANIFEST.MF"u8);
        if (_part == '?' && (name.StartsWith("word/"u8) || name.StartsWith("xl/"u8) || name.StartsWith("ppt/"u8)))
        {
            _part = (char)name[0];
        }
    }

    public (Container Container, string Type) Tell() =>
        IsOpenDocument ? (Container.OpenDocument, _told)
        : _told is "application/epub+zip" ? (Container.Zip, _told)
        : _isOffice && _part != '?' ? (Container.OfficeOpenXml, OfficeType)
        : _isAndroid ? (Container.Zip, "application/vnd.android.package-archive")
        : _isJava ? (Container.Zip, "application/java-archive")
        : (Container.Zip, "application/zip");

    // The client sees this type, so it must be one: what follows the prefix is a plain word such as text or text-template.
    private bool IsOpenDocument =>
        _told.StartsWith(OpenDocument, StringComparison.Ordinal) &&
        _told.AsSpan(OpenDocument.Length) is { IsEmpty: false } kind &&
        !kind.ContainsAnyExcept(_plainWord);

    private string OfficeType => (_part, _hasMacros) switch
    {
        ('w', false) => Office + "wordprocessingml.document",
        ('x', false) => Office + "spreadsheetml.sheet",
        ('p', false) => Office + "presentationml.presentation",
        ('w', _) => Ms + "word.document.macroEnabled.12",
        ('x', _) => Ms + "excel.sheet.macroEnabled.12",
        _ => Ms + "powerpoint.presentation.macroEnabled.12",
    };
}
