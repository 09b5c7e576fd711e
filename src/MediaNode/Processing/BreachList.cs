using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

internal static class BreachList
{
    extension(IReadOnlyList<Breach> breaches)
    {
        public bool Has(Rule rule) => breaches.Any(breach => breach.Rule == rule);
    }
}
