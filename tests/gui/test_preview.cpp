// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/preview/contentview.h"
#include "ui/preview/markdownview.h"

#include <QApplication>
#include <QBuffer>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

QByteArray pngOf(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

/// One content by its type, with nothing loaded from anywhere.
class TestPreview : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void previewsByType_data();
    void previewsByType();
    void neverDecodesAPictureBomb();
    void markdownReadsNoFile();
    void linksFollowTheTheme();
    void savesTheBytesThatCame();
    void suggestsHarmlessFileNames_data();
    void suggestsHarmlessFileNames();
};

void TestPreview::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestPreview::previewsByType_data()
{
    using ui::PreviewKind;
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const QByteArray &type, const QByteArray &uri, const QString &text,
                         const QByteArray &data, PreviewKind kind) {
        QTest::newRow(name) << type << uri << text << data << int(kind);
    };
    row("plain", "text/plain", "file:///a", u"hello"_s, {}, PreviewKind::Text);
    row("no type", {}, "file:///a", u"hello"_s, {}, PreviewKind::Text);
    row("json", "application/json; charset=utf-8", "x:a", u"{\"a\":[1,2]}"_s, {}, PreviewKind::Json);
    row("json by suffix", "application/problem+json", "x:a", u"{}"_s, {}, PreviewKind::Json);
    row("json by name", {}, "file:///a.json", u"[1]"_s, {}, PreviewKind::Json);
    row("json that is none", "application/json", "x:a", u"{\"a\":"_s, {}, PreviewKind::Text);
    row("markdown", "text/markdown", "x:a", u"# Title"_s, {}, PreviewKind::Markdown);
    row("html stays source", "text/html", "x:a", u"<h1>Hi</h1>"_s, {}, PreviewKind::Text);
    row("picture", "image/png", "x:a", {}, pngOf(40, 30), PreviewKind::Image);
    row("picture whatever it is called", "text/html", "x:a", {}, pngOf(4, 3), PreviewKind::Image);
    row("no picture", "image/png", "x:a", {}, QByteArray("\x89PNG\r\n\x1a\nnonsense", 16),
        PreviewKind::Binary);
    row("svg as bytes", "image/svg+xml", "x:a", {}, "<svg/>", PreviewKind::Binary);
    row("bytes", "application/octet-stream", "x:a", {}, QByteArray(5000, '\1'), PreviewKind::Binary);
}

void TestPreview::previewsByType()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, uri);
    QFETCH(QString, text);
    QFETCH(QByteArray, data);
    QFETCH(int, kind);
    ui::ContentView view;
    view.setContent({ .uri = uri, .mimeType = type, .isText = data.isEmpty(), .text = text, .data = data });
    QTRY_COMPARE(int(view.kind()), kind); // a picture is decoded elsewhere
    QVERIFY(shots::child<QLabel>(&view, u"contentAboutLabel"_s)->text().contains(u"B"_s)
        || shots::child<QLabel>(&view, u"contentAboutLabel"_s)->text().contains(u"kB"_s));
    if (view.kind() == ui::PreviewKind::Text)
        QCOMPARE(shots::child<QPlainTextEdit>(&view, u"contentText"_s)->toPlainText(), text);
    if (view.kind() == ui::PreviewKind::Image)
        QTRY_VERIFY(!shots::child<QLabel>(&view, u"contentImage"_s)->pixmap().isNull());
    if (view.kind() == ui::PreviewKind::Binary)
        QVERIFY(
            shots::child<QPlainTextEdit>(&view, u"contentText"_s)->toPlainText().startsWith(u"00000000  "_s));
}

void TestPreview::neverDecodesAPictureBomb()
{
    QByteArray bomb = pngOf(4, 4);
    QVERIFY(ui::readImage(bomb));
    // Width and height of the header, 60,000 each; its checksum is wrong then, but the size is read first.
    bomb.replace(16, 8, QByteArray::fromHex("0000ea600000ea60"));
    QVERIFY(!ui::readImage(bomb));
    QVERIFY(!ui::readImage("GIF89a"));
    QVERIFY(!ui::readImage({}));
}

void TestPreview::markdownReadsNoFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"seen.png"_s);
    QVERIFY(QImage(300, 200, QImage::Format_RGB32).save(path));
    ui::MarkdownView view(u"m"_s, u"m"_s);
    const auto pictureOf = [&](const QString &target) {
        view.setForeignMarkdown(u"# Title\n\n![x](%1)\n\n<b>bold</b> <script>1</script>"_s.arg(target));
        view.resize(600, 500);
        view.grab(); // lays out, and so asks for the picture
        return view.document()->resource(QTextDocument::ImageResource, QUrl(target)).value<QImage>().size();
    };
    QCOMPARE(pictureOf(path), QSize(16, 16));
    QCOMPARE(pictureOf(QUrl::fromLocalFile(path).toString()), QSize(16, 16));
    QCOMPARE(pictureOf(u"http://127.0.0.1:9/x.png"_s), QSize(16, 16));
    QVERIFY(view.document()->size().height() < 150); // 200 more with the picture
    QVERIFY2(view.toPlainText().contains(u"<b>bold</b>"_s), "markup is text");
    QVERIFY(!view.openLinks());
}

void TestPreview::linksFollowTheTheme()
{
    ui::MarkdownView view(u"m"_s, u"m"_s);
    view.setForeignMarkdown(u"[a page](https://example.org)"_s);
    view.show();
    const auto colour = [&view] {
        QTextCursor cursor(view.document());
        cursor.movePosition(QTextCursor::Right);
        return cursor.charFormat().foreground().color();
    };
    const QColor light = colour();
    ui::applyTheme(*qApp, ui::ThemeChoice::Dark);
    QTRY_VERIFY(colour() != light);
    QCOMPARE(colour(), qApp->palette().color(QPalette::Link));
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
    QTRY_COMPARE(colour(), light);
}

void TestPreview::savesTheBytesThatCame()
{
    QTemporaryDir folder;
    ui::ContentView view;
    view.setContent({ .uri = "file:///../../etc/logo.png",
        .mimeType = "image/png",
        .isText = false,
        .data = pngOf(9, 9) });
    shots::shoot(&view, {});
    shots::child<QPushButton>(&view, u"saveContentButton"_s)->click();
    auto *dialog = shots::child<QFileDialog>(&view, u"saveContentDialog"_s);
    QTRY_VERIFY(dialog->isVisible());
    Q_EMIT dialog->fileSelected(folder.filePath(u"logo.png"_s));
    QTRY_VERIFY(shots::child<QLabel>(&view, u"contentNoteLabel"_s)->text().startsWith(u"✓"_s));
    QFile file(folder.filePath(u"logo.png"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), pngOf(9, 9));
    Q_EMIT dialog->fileSelected(folder.filePath(u"no/such/folder/logo.png"_s));
    QTRY_VERIFY(shots::child<QLabel>(&view, u"contentNoteLabel"_s)->text().startsWith(u"✗"_s));
    dialog->close();
}

void TestPreview::suggestsHarmlessFileNames_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QByteArray("file:///srv/notes/plan.md") << QByteArray() << u"plan.md"_s;
    QTest::newRow("query") << QByteArray("https://x/a/b.json?c=d#e") << QByteArray() << u"b.json"_s;
    QTest::newRow("hidden") << QByteArray("file:///home/.ssh") << QByteArray() << u"ssh"_s;
    QTest::newRow("path in disguise")
        << QByteArray("x:/a/..%2F..%2Fetc%2Fpasswd") << QByteArray() << u"_.._etc_passwd"_s;
    QTest::newRow("ending by type") << QByteArray("boards://b1") << QByteArray("application/json")
                                    << u"b1.json"_s;
    QTest::newRow("nothing") << QByteArray("") << QByteArray("image/png") << u"resource.png"_s;
    QTest::newRow("bidi") << QByteArray("x:/a\xe2\x80\xaegpj.exe") << QByteArray() << u"a___gpj.exe"_s;
}

void TestPreview::suggestsHarmlessFileNames()
{
    QFETCH(QByteArray, uri);
    QFETCH(QByteArray, type);
    QFETCH(QString, name);
    QCOMPARE(ui::suggestedFileName(uri, type), name);
}

QTEST_MAIN(TestPreview)
#include "test_preview.moc"
