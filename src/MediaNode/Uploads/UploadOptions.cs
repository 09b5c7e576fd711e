using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Settings;

namespace MediaNode.Uploads;

/// <summary>Settings of POST /v1/media.</summary>
public sealed class UploadOptions
{
    public const string Section = "Uploads";

    /// <summary>What Kestrel may read ahead of one body. With the block being filled, this is what an upload of known length holds in memory, whatever its size.</summary>
    public const int ReadAhead = 256 << 10;

    /// <summary>One block of the connections' buffers, in bytes.</summary>
    public const int Block = 64 << 10;

    [Description("The largest upload. `64 MB` is the original's limit before November 2019.")]
    [SizeRange("1", "4 GB")]
    public ByteSize MaxBytes { get; set; } = ByteSize.MegaBytes(100); // The original's limit for a document, the largest kind.

    [Description("The status of a successful upload: 201, or 200 for clients that compare exactly.")]
    [AllowedValues(200, 201, ErrorMessage = "must be 200 or 201")]
    public int Status { get; set; } = 201;

    [Description("What the buffers of all uploads under way may hold together; beyond it uploads are refused with 503 and Retry-After. "
        + "An upload counts 320 KB (576 KB when it is chunked), a smaller one its length and 64 KB.")]
    [SizeRange("1 MB", "64 GB")]
    public ByteSize MemoryBudget { get; set; } = ByteSize.MegaBytes(176); // With the node's own 80 MB it stays under 256 MB.

    [Description("What all uploads under way may write together, by their declared lengths (MaxBytes where none is declared); "
        + "beyond it uploads are refused with 503 and Retry-After.")]
    [SizeRange("1 MB", "16 TB")]
    public ByteSize DiskBudget { get; set; } = new(64L << 30); // More than the memory budget lets in at 100 MB each.
}
