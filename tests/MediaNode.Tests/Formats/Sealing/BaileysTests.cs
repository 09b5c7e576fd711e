using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class BaileysTests(BaileysExchange exchange) : IClassFixture<BaileysExchange>
{
    public static TheoryData<int, string, int> Cases =>
        [.. BaileysExchange.Cases.Select((one, number) => (number, one.Type, one.Plain.Length))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Baileys_opens_what_we_have_sealed(int number, string type, int length)
    {
        var opened = Convert.FromBase64String(exchange.Result["opened"]![number]!.GetValue<string>());

        opened.ShouldBe(BaileysExchange.Cases.ElementAt(number).Plain, $"{type}, {length} bytes");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void We_open_what_baileys_has_sealed_and_seal_it_alike(int number, string type, int length)
    {
        var plain = BaileysExchange.Cases.ElementAt(number).Plain;
        var theirs = exchange.Result["sealed"]![number]!;
        byte[] Field(string name) => Convert.FromBase64String(theirs[name]!.GetValue<string>());
        var key = MediaKey.From(Field("key"));
        var purpose = BaileysExchange.Purposes[type];
        var digests = new MediaDigests(Field("plainDigest"), Field("sealedDigest"));

        var result = Opener.Open(new MemorySource(Field("bytes")), key, purpose, digests, CancellationToken.None);

        using var media = result.ShouldBeOfType<OpenResult.Opened>($"{type}, {length} bytes").Media;
        media.ToArray().ShouldBe(plain);
        Sealer.SealWhole(plain, key, purpose).Bytes.ShouldBe(Field("bytes"));
    }

    [Fact]
    public void Baileys_reads_our_answer_that_a_media_is_there_again()
    {
        var answer = exchange.Result["answer"]!;

        answer["id"]!.GetValue<string>().ShouldBe(BaileysExchange.MessageId);
        answer["path"]!.GetValue<string>().ShouldBe(BaileysExchange.Answer.DirectPath);
        answer["result"]!.GetValue<int>().ShouldBe((int)RedeliveryOutcome.Success);
    }

    [Fact]
    public void We_read_how_baileys_asks_for_a_media_again()
    {
        var request = exchange.Result["request"]!;
        var note = new RedeliveryNote(
            Convert.FromBase64String(request["iv"]!.GetValue<string>()), Convert.FromBase64String(request["payload"]!.GetValue<string>()));

        RedeliveryRequest.Open(note, BaileysExchange.Key, BaileysExchange.MessageId)
            .ShouldBe(new NoteResult<RedeliveryRequest>.Opened(new RedeliveryRequest(BaileysExchange.MessageId)));
    }
}
