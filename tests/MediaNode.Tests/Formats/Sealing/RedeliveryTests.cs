using System.Security.Cryptography;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class RedeliveryTests
{
    private const string MessageId = "3EB0C0FFEE0123456789AB";
    private const string Path = "/v/t62.7118-24/1_n.enc?ccb=11-4";

    private static readonly MediaKey _key = MediaKey.From(Convert.FromBase64String("MigK9y9wFqmhARfpEgnhAKW9u2MACt1gXfeyMzb5qMI="));

    public static TheoryData<RedeliveryOutcome, string, string, string, string> Answers =>
    [
        .. from column in Vectors.Lines("notes.txt").Skip(1)
           select (Enum.Parse<RedeliveryOutcome>(column[0]), column[1], column[2], column[3], column[4]),
    ];

    [Fact]
    public void A_request_of_others_opens_and_ours_has_the_same_bytes()
    {
        var column = Vectors.Lines("notes.txt").First();

        Opened(RedeliveryRequest.Open(Note(column[3], column[4]), _key, MessageId)).ShouldBe(new RedeliveryRequest(MessageId));
        Convert.ToHexStringLower(new RedeliveryRequest(MessageId).ToBytes()).ShouldBe(column[2]);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_of_others_opens_and_ours_has_the_same_bytes(
        RedeliveryOutcome outcome, string path, string bytes, string iv, string payload)
    {
        var answer = new RedeliveryAnswer(MessageId, outcome, path is "" ? null : path);

        Opened(RedeliveryAnswer.Open(Note(iv, payload), _key, MessageId)).ShouldBe(answer);
        Convert.ToHexStringLower(answer.ToBytes()).ShouldBe(bytes);
    }

    [Fact]
    public void What_we_seal_we_open_and_no_two_notes_share_an_IV()
    {
        var answer = new RedeliveryAnswer("ümlaut", RedeliveryOutcome.Success, Path);
        var note = answer.Seal(_key);

        Opened(RedeliveryAnswer.Open(note, _key, "ümlaut")).ShouldBe(answer);
        note.Iv.Length.ShouldBe(12);
        note.Iv.ToArray().ShouldNotBe(answer.Seal(_key).Iv.ToArray());
        Opened(RedeliveryRequest.Open(new RedeliveryRequest("x").Seal(_key), _key, "x")).MessageId.ShouldBe("x");
    }

    [Fact]
    public void A_note_under_another_key_or_about_another_message_or_changed_is_refused()
    {
        var note = new RedeliveryAnswer(MessageId, RedeliveryOutcome.Success, Path).Seal(_key);
        var refused = new NoteResult<RedeliveryAnswer>.Refused(NoteFlaw.Sealing);

        RedeliveryAnswer.Open(note, MediaKey.New(), MessageId).ShouldBe(refused);
        RedeliveryAnswer.Open(note, _key, MessageId + "0").ShouldBe(refused);
        RedeliveryAnswer.Open(new RedeliveryNote(note.Iv, note.Payload[..15]), _key, MessageId).ShouldBe(refused);
        RedeliveryAnswer.Open(new RedeliveryNote(note.Iv[..11], note.Payload), _key, MessageId).ShouldBe(refused);
        RedeliveryAnswer.Open(new RedeliveryNote(note.Iv, new byte[70_000]), _key, MessageId).ShouldBe(refused);
        RedeliveryRequest.Open(note, MediaKey.New(), MessageId).ShouldBe(new NoteResult<RedeliveryRequest>.Refused(NoteFlaw.Sealing));
        for (var i = 0; i < note.Payload.Length; i++)
        {
            var payload = note.Payload.ToArray();
            payload[i] ^= 1;
            RedeliveryAnswer.Open(new RedeliveryNote(note.Iv, payload), _key, MessageId).ShouldBe(refused);
        }
    }

    [Theory]
    [InlineData("", NoteFlaw.Content)]
    [InlineData("ff", NoteFlaw.Content)]
    [InlineData("1801", NoteFlaw.Content)]
    [InlineData("0a02ffff1801", NoteFlaw.Content)]
    [InlineData("0a02414218", NoteFlaw.Content)]
    [InlineData("0a0141", NoteFlaw.MessageId)]
    [InlineData("0a0241421801", NoteFlaw.DirectPath)]
    [InlineData("0a02414212001801", NoteFlaw.DirectPath)]
    public void A_sealed_note_that_is_no_answer_says_why(string bytes, NoteFlaw flaw)
    {
        var note = RedeliveryNoteOf(bytes);

        RedeliveryAnswer.Open(note, _key, "AB").ShouldBe(new NoteResult<RedeliveryAnswer>.Refused(flaw));
    }

    [Theory]
    [InlineData("", NoteFlaw.Content)]
    [InlineData("0a05", NoteFlaw.Content)]
    [InlineData("0a02ffff", NoteFlaw.Content)]
    [InlineData("0a0141", NoteFlaw.MessageId)]
    public void A_sealed_note_that_is_no_request_says_why(string bytes, NoteFlaw flaw) =>
        RedeliveryRequest.Open(RedeliveryNoteOf(bytes), _key, "AB").ShouldBe(new NoteResult<RedeliveryRequest>.Refused(flaw));

    [Theory]
    [InlineData("0a0241421802", RedeliveryOutcome.NotFound)]
    [InlineData("0a024142", RedeliveryOutcome.GeneralError)] // proto2: what is not there is its default.
    [InlineData("0a0241421863", RedeliveryOutcome.GeneralError)] // An outcome that was added later.
    // Any order, the last one counts, others are passed over.
    [InlineData("1802180322017e0a0241422d01020304310102030405060708", RedeliveryOutcome.DecryptionError)]
    [InlineData("0a0241421a0102", RedeliveryOutcome.GeneralError)] // The field's number, but not its kind.
    [InlineData("0a02414218ffffffffffffffffff01", RedeliveryOutcome.GeneralError)]
    public void An_answer_is_read_as_protobuf_says(string bytes, RedeliveryOutcome outcome)
    {
        RedeliveryAnswer.TryRead(Convert.FromHexString(bytes), out var answer).ShouldBeTrue();

        answer.ShouldBe(new RedeliveryAnswer("AB", outcome, null));
    }

    [Theory]
    [InlineData("0a02414218ffffffffffffffffff02")] // More than 64 bits.
    [InlineData("0a02414218ffffffffffffffffffff01")] // Eleven bytes.
    [InlineData("0a024142000102")] // Field 0.
    [InlineData("0a0241421b1c")] // A group.
    [InlineData("0a0241422d0102")]
    [InlineData("0a02414231010203")]
    [InlineData("0a02414222ffffffffffffffff7f")] // A length beyond the end.
    public void What_is_no_protobuf_is_refused(string bytes)
    {
        RedeliveryAnswer.TryRead(Convert.FromHexString(bytes), out _).ShouldBeFalse();
        RedeliveryRequest.TryRead(Convert.FromHexString(bytes), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1UL, RedeliveryOutcome.Success)]
    [InlineData(2UL, RedeliveryOutcome.NotFound)]
    [InlineData(3UL, RedeliveryOutcome.DecryptionError)]
    [InlineData(0UL, RedeliveryOutcome.GeneralError)]
    [InlineData(4UL, RedeliveryOutcome.GeneralError)]
    [InlineData(ulong.MaxValue, RedeliveryOutcome.GeneralError)]
    public void A_bare_number_is_an_outcome_too(ulong code, RedeliveryOutcome outcome) =>
        RedeliveryAnswer.OutcomeOf(code).ShouldBe(outcome);

    [Fact]
    public void Long_text_is_written_with_its_length()
    {
        var answer = new RedeliveryAnswer(new string('x', 300), RedeliveryOutcome.Success, new string('/', 20_000));

        RedeliveryAnswer.TryRead(answer.ToBytes(), out var read).ShouldBeTrue();
        read.ShouldBe(answer);
    }

    private static T Opened<T>(NoteResult<T> result) => result.ShouldBeOfType<NoteResult<T>.Opened>().Content;

    private static RedeliveryNote Note(string iv, string payload) => new(Convert.FromBase64String(iv), Convert.FromBase64String(payload));

    /// <summary>Any bytes, sealed as a note about the message AB.</summary>
    private static RedeliveryNote RedeliveryNoteOf(string hex)
    {
        var derived = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, KeyBytes(), 32, info: "WhatsApp Media Retry Notification"u8.ToArray());
        using var cipher = new AesGcm(derived, 16);
        var plain = Convert.FromHexString(hex);
        var payload = new byte[plain.Length + 16];
        cipher.Encrypt(new byte[12], plain, payload.AsSpan(0, plain.Length), payload.AsSpan(plain.Length), "AB"u8);
        return new RedeliveryNote(new byte[12], payload);
    }

    private static byte[] KeyBytes()
    {
        var bytes = new byte[MediaKey.Length];
        _key.CopyTo(bytes);
        return bytes;
    }
}
