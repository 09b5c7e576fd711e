using System.Text;
using MediaNode.Formats.Sealing;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>Both sides of a redelivery: the protobuf inside a note, and the note itself with the input as its payload.</summary>
internal static class RedeliveryTargets
{
    private static readonly MediaKey _key = MediaKey.New();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(nameof(RedeliveryRequest), typeof(RedeliveryRequest), Seeds, Request),
        new(nameof(RedeliveryAnswer), typeof(RedeliveryAnswer), Seeds, Answer),
    ];

    private static IReadOnlyList<byte[]> Seeds =>
    [
        [],
        new RedeliveryRequest("3EB0C0FFEE0123456789AB").ToBytes(),
        new RedeliveryRequest("").ToBytes(),
        new RedeliveryAnswer("3EB0", RedeliveryOutcome.Success, "/v/t62.7118-24/1_n.enc?ccb=11-4&oe=68AC0000").ToBytes(),
        new RedeliveryAnswer("3EB0", RedeliveryOutcome.NotFound, null).ToBytes(),
        new RedeliveryAnswer(new string('x', 300), RedeliveryOutcome.GeneralError, "").ToBytes(),
        .. new[]
        {
            "0a02ffff", "0a0541", "1803", "0a014118ffffffffffffffffff01", "0a014118ffffffffffffffffffff01", "0a01410b0c",
            "0a01412d0102030431010203040506070822027e7e", "0a0141ffffffff7f00", "0a01410001",
        }.Select(Convert.FromHexString),
    ];

    private static void Request(ReadOnlySpan<byte> input)
    {
        if (RedeliveryRequest.TryRead(input, out var request))
        {
            var alike = RedeliveryRequest.TryRead(request.ToBytes(), out var again) && again == request;
            Unless(alike, "what was read is written and read alike");
        }

        Unless(RedeliveryRequest.Open(new RedeliveryNote(new byte[12], input.ToArray()), _key, "x") is
            NoteResult<RedeliveryRequest>.Refused { Flaw: NoteFlaw.Sealing }, "nobody without the key writes a note");
    }

    private static void Answer(ReadOnlySpan<byte> input)
    {
        if (RedeliveryAnswer.TryRead(input, out var answer))
        {
            Unless(RedeliveryAnswer.TryRead(answer.ToBytes(), out var again) && again == answer, "what was read is written and read alike");
            Unless(Enum.IsDefined(answer.Outcome), "an outcome is one of four");
            Unless(Encoding.UTF8.GetByteCount(answer.MessageId) + Encoding.UTF8.GetByteCount(answer.DirectPath ?? "") <= input.Length,
                "nothing is read that was not there");
        }

        Unless(RedeliveryAnswer.Open(new RedeliveryNote(new byte[12], input.ToArray()), _key, "x") is
            NoteResult<RedeliveryAnswer>.Refused { Flaw: NoteFlaw.Sealing }, "nobody without the key writes a note");
    }
}
