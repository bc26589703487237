using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using TokenAspire.LocalHosting.Dashboard.Pages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>What a chart shows of one series: a line, or its part of each bar.</summary>
internal sealed record ChartLine(string Label, string Colour, IReadOnlyList<NumberPoint> Points)
{
    /// <summary>What the legend says, if not the latest value.</summary>
    public double? Summary { get; init; }

    public double Latest => Summary ?? (Points.Count == 0 ? 0 : Points[^1].Value);
}

/// <summary>Values over time, drawn as SVG.</summary>
internal sealed class Chart(IReadOnlyList<ChartLine> lines, string unit, ChartWindow window, double width = Chart.Half)
{
    public const double Half = 560;
    public const double Wide = 860;

    /// <summary>Lines; the last value holds until the chart's end.</summary>
    public IHtmlContent Lines(string title)
    {
        ChartFrame frame = new(lines.SelectMany(line => line.Points).Select(point => point.Value).DefaultIfEmpty(0).Max(), unit, window, width);
        StringBuilder svg = new();
        foreach (ChartLine line in lines)
        {
            IReadOnlyList<NumberPoint> points = window.Clip(line.Points);
            if (points.Count > 0)
            {
                string path = string.Join('L', points.Select(point => $"{Format.Svg(frame.X(point.Time))} {Format.Svg(frame.Y(point.Value))}"));
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.Colour}\" d=\"M{path}\">{Title(line)}</path>");
            }
        }

        return frame.Around(title, svg);
    }

    /// <summary>Bars, in which each series stands upon the one before; all have the same times.</summary>
    public IHtmlContent Bars(string title)
    {
        int count = lines.Count == 0 ? 0 : lines.Min(line => line.Points.Count);
        double[] tops = new double[count];
        ChartFrame frame = new(Enumerable.Range(0, count).Select(bar => lines.Sum(line => line.Points[bar].Value)).DefaultIfEmpty(0).Max(), unit, window, width);
        StringBuilder svg = new();
        foreach (ChartLine line in lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"bars {line.Colour}\">{Title(line)}");
            for (int bar = 0; bar < count; bar++)
            {
                double value = line.Points[bar].Value;
                double from = Math.Max(frame.X(window.Start), frame.X(line.Points[bar].Time - Increments.Step));
                double to = frame.X(line.Points[bar].Time);
                if (value > 0 && to > from)
                {
                    double top = frame.Y(tops[bar] + value);
                    svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Format.Svg(from + 0.5)}\" y=\"{Format.Svg(top)}\" width=\"{Format.Svg(Math.Max(1, to - from - 1))}\" height=\"{Format.Svg(Math.Max(1, frame.Y(tops[bar]) - top))}\"/>");
                    tops[bar] += value;
                }
            }

            svg.Append("</g>");
        }

        return frame.Around(title, svg);
    }

    private string Title(ChartLine line) => $"<title>{HtmlEncoder.Default.Encode($"{line.Label}: {Format.Value(line.Latest, unit)}")}</title>";
}
