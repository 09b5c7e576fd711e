using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile.Browsing;

/// <summary>What a stranger uploaded runs no script in a real browser, whichever way it is opened, even with the token.</summary>
public sealed class BrowserTests(SharedNode shared, Chromium chromium) : IClassFixture<SharedNode>, IClassFixture<Chromium>, IAsyncLifetime
{
    private Trap _trap = null!;
    private BrowserPage _page = null!;

    public static TheoryData<string> Documents => [.. ActiveContent.Types.Keys];

    /// <summary>Those that a browser is known to run when nothing forbids it.</summary>
    public static TheoryData<string> Running => ["html", "svg", "xml", "xslt"];

    public async ValueTask InitializeAsync()
    {
        _trap = await Trap.StartAsync();
        _page = await chromium.OpenAsync();
        await _page.SendAlwaysAsync("Authorization", shared.Node.Client.DefaultRequestHeaders.Authorization!.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _trap.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_that_is_opened_is_downloaded_and_not_shown(string name)
    {
        var (media, bytes) = await UploadAsync(name);
        string? error = null;

        var downloaded = await _page.DownloadAsync(media, async () => error = await _page.TypeInAsync(media));

        downloaded.ShouldBe(bytes);
        error.ShouldBe("net::ERR_ABORTED"); // So the protocol calls a navigation that became a download.
        (await _page.EvaluateAsync("location.href")).ShouldBe("about:blank");
        await NothingRanAsync();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_in_a_frame_is_downloaded_and_not_shown(string name)
    {
        var (media, bytes) = await UploadAsync(name);
        var page = _trap.Serve("page", Encoding.ASCII.GetBytes($"<!doctype html><title>page</title><iframe src='{media}'></iframe>"));

        (await _page.DownloadAsync(media, () => _page.LoadAsync(page))).ShouldBe(bytes);

        await NothingRanAsync();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_is_no_script_of_another_page(string name)
    {
        var (media, _) = await UploadAsync(name);
        await OpenEmptyAsync();

        (await InsertAsync("script", media)).ShouldBe("error");

        await NothingRanAsync();

        // Nor of one of the node's own, which a browser believes more.
        await _page.LoadAsync(new Uri(shared.Node.Url, "/healthz"));
        (await InsertAsync("script", media)).ShouldBe("error");
        await NothingRanAsync();
    }

    [Theory]
    [InlineData("html", "error")]
    [InlineData("svg", "load")] // As a picture, which has no scripts.
    [InlineData("xml", "error")]
    [InlineData("xslt", "error")]
    [InlineData("pdf", "error")]
    public async Task A_document_in_a_picture_runs_nothing(string name, string outcome)
    {
        var (media, _) = await UploadAsync(name);
        await OpenEmptyAsync();

        (await InsertAsync("img", media)).ShouldBe(outcome);

        await NothingRanAsync();
    }

    [Theory]
    [MemberData(nameof(Running))]
    public async Task A_document_that_is_shown_all_the_same_is_sandboxed(string name)
    {
        var (media, _) = await UploadAsync(name);
        await _page.TakeOffAsync(shared.Node.Url, "Content-Disposition");

        await _page.LoadAsync(media);

        (await _page.EvaluateAsync("location.href")).ShouldBe(media.ToString());
        (await _page.EvaluateAsync("self.origin")).ShouldBe("null");
        await NothingRanAsync();

        await _page.LoadAsync(_trap.Serve("page", Encoding.ASCII.GetBytes($"<!doctype html><title>page</title><iframe src='{media}'></iframe>")));

        await NothingRanAsync();
    }

    [Theory]
    [MemberData(nameof(Running))]
    public async Task From_a_server_without_the_headers_it_runs_so_the_trap_works(string name)
    {
        await _page.LoadAsync(_trap.Serve(name, ActiveContent.Of(name, _trap), ActiveContent.Types[name]));

        _trap.Calls.ShouldNotBeEmpty(); // By its script, or for the sheet that its script stands behind.
    }

    [Fact]
    public async Task Without_nosniff_what_calls_itself_HTML_is_a_script_so_the_trap_works()
    {
        var script = _trap.Serve("script", ActiveContent.Of("script", _trap), ActiveContent.Types["script"]);
        await OpenEmptyAsync();

        (await InsertAsync("script", script)).ShouldBe("load");

        (await _page.EvaluateAsync("document.title")).ShouldBe("owned");
    }

    [Fact]
    public async Task Without_the_token_there_is_nothing_to_open()
    {
        var (media, _) = await UploadAsync("html");
        await using var stranger = await chromium.OpenAsync();

        await stranger.LoadAsync(media);

        (await stranger.EvaluateAsync("document.body.innerText")).ShouldNotBeNull().ShouldContain("Access denied");
        _trap.Calls.ShouldBeEmpty();
    }

    private async Task<(Uri Media, byte[] Bytes)> UploadAsync(string name)
    {
        var bytes = ActiveContent.Of(name, _trap);
        var id = await shared.Node.UploadAsync(bytes, ActiveContent.Types[name]);
        return (new Uri(shared.Node.Url, $"/v1/media/{id}"), bytes);
    }

    private Task OpenEmptyAsync() => _page.LoadAsync(_trap.Serve("page", "<!doctype html><title>page</title><body></body>"u8.ToArray()));

    private Task<string?> InsertAsync(string element, Uri source) => _page.EvaluateAsync(
        $"new Promise(done => {{ const it = document.createElement('{element}'); it.onload = () => done('load'); it.onerror = () => done('error'); "
        + $"it.src = '{source}'; document.body.append(it); }})");

    private async Task NothingRanAsync()
    {
        (await _page.EvaluateAsync("document.title")).ShouldNotBe("owned");
        _trap.Calls.ShouldBeEmpty();
    }
}
