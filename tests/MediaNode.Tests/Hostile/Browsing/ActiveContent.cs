using System.Text;

namespace MediaNode.Tests.Hostile.Browsing;

/// <summary>Documents that do something when a browser shows them.</summary>
internal static class ActiveContent
{
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["html"] = "text/html",
        ["svg"] = "image/svg+xml",
        ["xml"] = "application/xml",
        ["xslt"] = "text/xml",
        ["pdf"] = "application/pdf",
        ["script"] = "text/html",
    };

    /// <param name="name">One of <see cref="Types"/>.</param>
    /// <param name="trap">What it calls.</param>
    public static byte[] Of(string name, Trap trap) => Encoding.ASCII.GetBytes(name switch
    {
        "html" => $"<!doctype html><title>t</title><script>{trap.Script}</script><img src=x onerror=\"{trap.Script}\">",
        "svg" => $"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>{trap.Script}</script><rect width='9' height='9'/></svg>",
        "xml" => $"<?xml version='1.0'?><a><script xmlns='http://www.w3.org/1999/xhtml'>{trap.Script}</script></a>",
        "xslt" => $"""
            <?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='{trap.Url}sheet.xsl'?><a>
            <script xmlns='http://www.w3.org/1999/xhtml'>{trap.Script}</script></a>
            """,
        "pdf" => $"""
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\('{trap.Url}called'\))>>>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/AA<</O<</S/URI/URI({trap.Url}called)>>>>>>endobj
            trailer<</Root 1 0 R>>
            """,
        _ => trap.Script,
    });
}
