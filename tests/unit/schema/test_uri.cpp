// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/uri.h"

#include <QtTest>

using authscope::schema::resolveUri;

class TestUri : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resolvesAsTheStandardSays_data();
    void resolvesAsTheStandardSays();
    void leavesNamesWithoutPathsAlone();
};

void TestUri::resolvesAsTheStandardSays_data()
{
    // RFC 3986 §5.4, all against one base.
    QTest::addColumn<QByteArray>("resolved");
    const auto row = [](const char *reference, const char *resolved) {
        QTest::newRow(reference) << QByteArray(resolved);
    };
    row("g:h", "g:h");
    row("g", "http://a/b/c/g");
    row("./g", "http://a/b/c/g");
    row("g/", "http://a/b/c/g/");
    row("/g", "http://a/g");
    row("//g", "http://g");
    row("?y", "http://a/b/c/d;p?y");
    row("g?y", "http://a/b/c/g?y");
    row("#s", "http://a/b/c/d;p?q#s");
    row("g#s", "http://a/b/c/g#s");
    row("g?y#s", "http://a/b/c/g?y#s");
    row(";x", "http://a/b/c/;x");
    row("g;x", "http://a/b/c/g;x");
    row(".", "http://a/b/c/");
    row("./", "http://a/b/c/");
    row("..", "http://a/b/");
    row("../", "http://a/b/");
    row("../g", "http://a/b/g");
    row("../..", "http://a/");
    row("../../g", "http://a/g");
    row("../../../g", "http://a/g");
    row("/./g", "http://a/g");
    row("/../g", "http://a/g");
    row("g.", "http://a/b/c/g.");
    row("..g", "http://a/b/c/..g");
    row("./../g", "http://a/b/g");
    row("./g/.", "http://a/b/c/g/");
    row("g/./h", "http://a/b/c/g/h");
    row("g/../h", "http://a/b/c/h");
    row("g?y/./x", "http://a/b/c/g?y/./x");
    row("g#s/../x", "http://a/b/c/g#s/../x");
}

void TestUri::resolvesAsTheStandardSays()
{
    QFETCH(QByteArray, resolved);
    QCOMPARE(resolveUri("http://a/b/c/d;p?q", QTest::currentDataTag()), resolved);
}

void TestUri::leavesNamesWithoutPathsAlone()
{
    QCOMPARE(resolveUri("urn:uuid:1", "#a"), QByteArray("urn:uuid:1#a"));
    QCOMPARE(resolveUri("http://a/b", "urn:uuid:1"), QByteArray("urn:uuid:1"));
    QCOMPARE(resolveUri("", "a/../b"), QByteArray("a/../b"));
    QCOMPARE(resolveUri("http://a", "b"), QByteArray("http://a/b"));
    QCOMPARE(resolveUri("http://a/b#c", ""), QByteArray("http://a/b"));
}

QTEST_GUILESS_MAIN(TestUri)
#include "test_uri.moc"
