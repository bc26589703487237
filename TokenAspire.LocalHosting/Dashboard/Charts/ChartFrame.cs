using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using TokenAspire.LocalHosting.Dashboard.Pages;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>The axes of a chart, as SVG: time from left to right, values from the bottom to a round number.</summary>
/// <param name="highest">The largest value shown.</param>
/// <param name="unit">The values' unit.</param>
/// <param name="window">The time shown.</param>
/// <param name="width">The width in the drawing's own units, which are pixels where it is shown at its size.</param>
internal sealed class ChartFrame(double highest, string unit, ChartWindow window, double width)
{
    private const double Height = 190;
    private const double Left = 62;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 22;
    private const int Rows = 4;

    private readonly double _top = Scale.Top(highest, Rows, isCount: unit.StartsWith('{'));

    public double X(long time) => Left + ((width - Left - Right) * (time - window.Start) / (window.End - window.Start));

    public double Y(double value) => Height - Bottom - ((Height - Bottom - Top) * Math.Clamp(value / _top, 0, 1));

    /// <summary>The whole drawing; the title is what a screen reader says.</summary>
    public IHtmlContent Around(string title, StringBuilder content)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {width} {Height}\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(title)}\">");
        for (int row = 0; row <= Rows; row++)
        {
            double value = _top * row / Rows;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Format.Svg(Y(value))}H{width - Right}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"end\" x=\"{Left - 8}\" y=\"{Format.Svg(Y(value) + 4)}\">{HtmlEncoder.Default.Encode(Format.Value(value, unit))}</text>");
        }

        for (int column = 0; column <= 2; column++)
        {
            long time = window.Start + ((window.End - window.Start) * column / 2);
            string anchor = column switch { 0 => "start", 1 => "middle", _ => "end" };
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{anchor}\" x=\"{Format.Svg(X(time))}\" y=\"{Height - 5}\">{Format.Clock(time)[..8]}</text>");
        }

        return new HtmlString(svg.Append(content).Append("</svg>").ToString());
    }
}
