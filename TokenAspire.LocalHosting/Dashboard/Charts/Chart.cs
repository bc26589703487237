using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using TokenAspire.LocalHosting.Dashboard.Pages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Colour">Its class.</param>
/// <param name="Points">In the order of time; the last value holds until the chart's end.</param>
internal sealed record ChartLine(string Label, string Colour, IReadOnlyList<NumberPoint> Points)
{
    public double Latest => Points.Count == 0 ? 0 : Points[^1].Value;
}

/// <summary>Lines over time, drawn as SVG.</summary>
internal sealed class Chart(IReadOnlyList<ChartLine> lines, string unit, ChartWindow window)
{
    private const double Width = 560;
    private const double Height = 190;
    private const double Left = 62;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 22;
    private const int Rows = 4;

    private readonly double _highest = Scale.Nice(lines.SelectMany(line => line.Points).Select(point => point.Value).DefaultIfEmpty(0).Max());

    /// <summary>The drawing; its title is what a screen reader says.</summary>
    public IHtmlContent Draw(string title)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(title)}\">");
        DrawGrid(svg);
        foreach (ChartLine line in lines)
        {
            DrawLine(svg, line);
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private void DrawGrid(StringBuilder svg)
    {
        for (int row = 0; row <= Rows; row++)
        {
            double value = _highest * row / Rows;
            string y = Format.Svg(Y(value));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y}H{Width - Right}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"end\" x=\"{Left - 8}\" y=\"{Format.Svg(Y(value) + 4)}\">{HtmlEncoder.Default.Encode(Format.Value(value, unit))}</text>");
        }

        for (int column = 0; column <= 2; column++)
        {
            long time = window.Start + ((window.End - window.Start) * column / 2);
            string anchor = column switch { 0 => "start", 1 => "middle", _ => "end" };
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{anchor}\" x=\"{Format.Svg(X(time))}\" y=\"{Height - 5}\">{Format.Clock(time)[..8]}</text>");
        }
    }

    private void DrawLine(StringBuilder svg, ChartLine line)
    {
        IReadOnlyList<NumberPoint> points = window.Clip(line.Points);
        if (points.Count == 0)
        {
            return;
        }

        string path = string.Join('L', points.Select(point => $"{Format.Svg(X(point.Time))} {Format.Svg(Y(point.Value))}"));
        if (lines.Count <= 2)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area {line.Colour}\" d=\"M{Format.Svg(X(points[0].Time))} {Format.Svg(Y(0))}L{path}V{Format.Svg(Y(0))}Z\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.Colour}\" d=\"M{path}\"><title>{HtmlEncoder.Default.Encode($"{line.Label}: {Format.Value(line.Latest, unit)}")}</title></path>");
    }

    private double X(long time) => Left + ((Width - Left - Right) * (time - window.Start) / (window.End - window.Start));

    private double Y(double value) => Height - Bottom - ((Height - Bottom - Top) * Math.Clamp(value / _highest, 0, 1));
}
