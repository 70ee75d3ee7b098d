// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/icons.h"

#include <QtTest>

using namespace authscope;
using mcp::Icon;

namespace {

const QByteArray png = QByteArray("\x89PNG\r\n\x1a\n", 8) + "the rest";
const QByteArray jpeg = QByteArray("\xff\xd8\xff\xe0", 4) + "the rest";
const QByteArray svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";

QByteArray data(const QByteArray &type, const QByteArray &bytes)
{
    return "data:" + type + ";base64," + bytes.toBase64();
}

} // namespace

class TestIcons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsOnlyWhatIsSafe_data();
    void showsOnlyWhatIsSafe();
    void hasThePictureOfADataUrl();
    void believesTheBytesAlone();
    void showsDataOfAProgram();
};

void TestIcons::showsOnlyWhatIsSafe_data()
{
    QTest::addColumn<QByteArray>("src");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, const QByteArray &src, bool expected) {
        QTest::newRow(name) << src << expected;
    };
    row("the server's own", "https://mcp.example.com/icon.png", true);
    row("with the port spelled out", "https://mcp.example.com:443/icon.png", true);
    row("another host", "https://cdn.example.com/icon.png", false);
    row("another port", "https://mcp.example.com:8443/icon.png", false);
    row("not encrypted", "http://mcp.example.com/icon.png", false);
    row("credentials", "https://a:b@mcp.example.com/icon.png", false);
    row("a file", "file:///etc/icon.png", false);
    row("a script", "javascript:alert(1)", false);
    row("relative", "/icon.png", false);
    row("nothing", "", false);
    row("an inline PNG", data("image/png", png), true);
    row("an inline JPEG", data("image/jpeg", jpeg), true);
    row("capitals", "DATA:IMAGE/PNG;BASE64," + png.toBase64(), true);
    row("an inline SVG", data("image/svg+xml", svg), false);
    row("an SVG that says PNG", data("image/png", svg), false);
    row("a PNG that says HTML", data("text/html", png), false);
    row("not Base64", "data:image/png,abc", false);
    row("broken Base64", "data:image/png;base64,%%%", false);
    row("too large", data("image/png", png + QByteArray(mcp::maxIconBytes, 'x')), false);
    row("far too large", "data:image/png;base64," + QByteArray(mcp::maxIconBytes * 3, 'A'), false);
}

void TestIcons::showsOnlyWhatIsSafe()
{
    QFETCH(QByteArray, src);
    QFETCH(bool, expected);
    QCOMPARE(mcp::isShowable(Icon{ .src = src }, "https://mcp.example.com/mcp"), expected);
}

void TestIcons::hasThePictureOfADataUrl()
{
    QCOMPARE(mcp::inlineIcon(Icon{ .src = data("image/png", png) }), png);
    QVERIFY(mcp::inlineIcon(Icon{ .src = "https://mcp.example.com/icon.png" }).isEmpty());
}

void TestIcons::believesTheBytesAlone()
{
    QCOMPARE(mcp::iconBytes(png), png);
    QCOMPARE(mcp::iconBytes(jpeg), jpeg);
    QVERIFY(mcp::iconBytes(svg).isEmpty());
    QVERIFY(mcp::iconBytes("GIF89a").isEmpty());
    QVERIFY(mcp::iconBytes({}).isEmpty());
    QVERIFY(mcp::iconBytes(png + QByteArray(mcp::maxIconBytes, 'x')).isEmpty());
}

void TestIcons::showsDataOfAProgram()
{
    QVERIFY(mcp::isShowable(Icon{ .src = data("image/png", png) }, {}));
    QVERIFY(!mcp::isShowable(Icon{ .src = "https://mcp.example.com/icon.png" }, {}));
}

QTEST_GUILESS_MAIN(TestIcons)
#include "test_icons.moc"
