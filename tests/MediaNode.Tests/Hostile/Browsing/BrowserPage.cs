using System.Text.Json.Nodes;

namespace MediaNode.Tests.Hostile.Browsing;

/// <summary>One page of a browser.</summary>
internal sealed class BrowserPage(Chromium browser, string target, string session) : IAsyncDisposable
{
    /// <summary>Sends a header with every request of the page and of all in it.</summary>
    public Task SendAlwaysAsync(string name, string value) =>
        browser.SendAsync("Network.setExtraHTTPHeaders", new() { ["headers"] = new JsonObject { [name] = value } }, session);

    /// <summary>
    /// Takes a header off every answer from a place. What the browser's own network process reads, such as a policy, it has read by then.
    /// </summary>
    public Task TakeOffAsync(Uri from, string header)
    {
        browser.Listen("Fetch.requestPaused", session, paused => _ = ContinueAsync(paused, header));
        var pattern = new JsonObject { ["urlPattern"] = $"{from}*", ["requestStage"] = "Response" };
        return browser.SendAsync("Fetch.enable", new() { ["patterns"] = new JsonArray(pattern) }, session);
    }

    /// <summary>Opens a URL and waits until it and all in it is loaded.</summary>
    public async Task LoadAsync(Uri url)
    {
        var loaded = browser.WhenAsync("Page.loadEventFired", session, static _ => true);
        var answer = await browser.SendAsync("Page.navigate", new() { ["url"] = url.ToString() }, session);
        if (answer["errorText"] is { } error)
        {
            throw new InvalidOperationException($"{url}: {error}");
        }

        await loaded;
    }

    /// <summary>Does what makes a download of a URL, and waits for its end.</summary>
    /// <returns>What was downloaded.</returns>
    public async Task<byte[]> DownloadAsync(Uri url, Func<Task> act)
    {
        var begun = browser.WhenAsync("Browser.downloadWillBegin", null, happened => happened["url"]!.GetValue<string>() == url.ToString());
        var ended = browser.WhenAsync("Browser.downloadProgress", null, static happened => happened["state"]!.GetValue<string>() != "inProgress");
        await act();
        var file = Path.Combine(browser.Downloads, (await begun)["guid"]!.GetValue<string>());
        var state = (await ended)["state"]!.GetValue<string>();
        return state == "completed" ? await File.ReadAllBytesAsync(file) : throw new InvalidOperationException($"{url}: {state}");
    }

    /// <summary>Opens a URL as one who types it in.</summary>
    /// <returns>Why the page did not change, or null when it did.</returns>
    public async Task<string?> TypeInAsync(Uri url) =>
        (await browser.SendAsync("Page.navigate", new() { ["url"] = url.ToString() }, session))["errorText"]?.GetValue<string>();

    /// <summary>What an expression comes to; a promise is waited for.</summary>
    public async Task<string?> EvaluateAsync(string expression)
    {
        var answer = await browser.SendAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, session);
        return answer["exceptionDetails"] is { } fault ? throw new InvalidOperationException(fault.ToJsonString()) : answer["result"]?["value"]?.ToString();
    }

    public async ValueTask DisposeAsync() => await browser.SendAsync("Target.closeTarget", new() { ["targetId"] = target });

    private Task ContinueAsync(JsonNode paused, string off)
    {
        var kept = (paused["responseHeaders"] as JsonArray ?? []).Where(header =>
            !off.Equals(header!["name"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase));
        var answer = new JsonObject { ["requestId"] = paused["requestId"]!.GetValue<string>() };
        // A request that failed has none.
        if (paused["responseStatusCode"] is { } status)
        {
            answer["responseCode"] = status.GetValue<int>();
            answer["responseHeaders"] = new JsonArray([.. kept.Select(static header => header!.DeepClone())]);
        }

        return browser.SendAsync("Fetch.continueResponse", answer, session);
    }
}
