// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/urlguard.h"

#include <QTest>

using namespace authscope::base;
using namespace Qt::StringLiterals;

class TestUrlGuard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goodUrlsKeepTheirBytes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("loopback");
        QTest::newRow("https") << QByteArray("https://a.example/x?y=%2f") << QByteArray("https://a.example")
                               << false;
        QTest::newRow("no path") << QByteArray("https://a.example") << QByteArray("https://a.example")
                                 << false;
        QTest::newRow("port") << QByteArray("https://a.example:8443/") << QByteArray("https://a.example:8443")
                              << false;
        QTest::newRow("default port")
            << QByteArray("https://a.example:443/") << QByteArray("https://a.example") << false;
        QTest::newRow("upper case") << QByteArray("HTTPS://A.Example/X") << QByteArray("https://a.example")
                                    << false;
        QTest::newRow("IDN") << QByteArray("https://xn--80ak6aa92e.com/")
                             << QByteArray("https://xn--80ak6aa92e.com") << false;
        QTest::newRow("127.0.0.1") << QByteArray("http://127.0.0.1:8080/mcp")
                                   << QByteArray("http://127.0.0.1:8080") << true;
        QTest::newRow("localhost") << QByteArray("http://localhost:3000")
                                   << QByteArray("http://localhost:3000") << true;
        QTest::newRow("::1") << QByteArray("http://[::1]:9/") << QByteArray("http://[::1]:9") << true;
        QTest::newRow("https loopback")
            << QByteArray("https://127.0.0.1/") << QByteArray("https://127.0.0.1") << true;
        QTest::newRow("http default port")
            << QByteArray("http://127.0.0.1:80/") << QByteArray("http://127.0.0.1") << true;
    }
    void goodUrlsKeepTheirBytes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, origin);
        QFETCH(bool, loopback);
        const auto url = guardUrl(text, u"token_endpoint"_s);
        QVERIFY2(url, qPrintable(url ? QString() : url.error().message));
        QCOMPARE(url->text, text);
        QCOMPARE(url->origin(), origin);
        QCOMPARE(url->isLoopback, loopback);
        QCOMPARE(url->isEncrypted, text.toLower().startsWith("https:"));
    }

    void badUrlsAreRefusedWithTheirReason_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        const QString notAUrl = u"OA-003"_s;
        const QString plain = u"OA-105"_s;
        const QString scheme = u"OA-106"_s;
        for (const char *text :
            { "javascript:alert(1)", "JavaScript:alert(1)", "file:///etc/hostname", "data:text/html,x",
                "vbscript:x", "ms-msdt:/id", "smb://host/share", "mailto:a@b", "tel:1", "ftp://a.example/",
                "ws://a.example/", "blob:https://a.example/x", "view-source:https://a.example" })
            QTest::newRow(text) << QByteArray(text) << scheme;
        for (const char *text : { "https://user@a.example/", "https://good.example@evil.example/",
                 "https://user:pw@a.example/", "https://@a.example/", "https://:@a.example/" })
            QTest::newRow(text) << QByteArray(text) << scheme;
        for (const char *text : { "http://a.example/", "http://10.0.0.1/", "http://127.0.0.2/",
                 "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/",
                 "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/",
                 "http://localhost.evil.example/", "http://127.0.0.1.evil.example/" })
            QTest::newRow(text) << QByteArray(text) << plain;
        for (const char *text : { "", "a.example", "//a.example/x", "/path", "\\\\unc\\share",
                 "https:", "https://", "https:///x", "https:evil/x", "https:/evil/x", "https://a.example./",
                 "http://127.0.0.1./", "http://localhost./", "https://a.example/#x", "https://a.example/#",
                 "https://a example/", " https://a.example", "https://a.example\n", "https://a.example/\t",
                 "https://a.example:99999/", "https://a.example:port/", "https://[::1/",
                 "https://\xd0\xb0pple.com/", "https://%D0%B0pple.com/", "https://a.example\\@evil.example/",
                 "https://a`b.example/" })
            QTest::newRow(text) << QByteArray(text) << notAUrl;
        QTest::newRow("NUL") << QByteArray("https://a.example/\0x", 20) << notAUrl;
    }
    void badUrlsAreRefusedWithTheirReason()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const auto url = guardUrl(text, u"token_endpoint"_s);
        QVERIFY(!url);
        QCOMPARE(url.error().code, code);
        QVERIFY(url.error().message.startsWith(u"token_endpoint is “"_s));
        QVERIFY(url.error().message.endsWith(u"Nothing was sent to it."_s));
        for (const QChar c : url.error().message)
            QVERIFY(c.isPrint());
    }

    void aHostNameIsShownInAscii()
    {
        QCOMPARE(guardUrl("https://xn--80ak6aa92e.com/", u"x"_s)->host, u"xn--80ak6aa92e.com"_s);
    }

    void internalAddressesAreKnownInEverySpelling_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("internal");
        for (const char *host : { "127.0.0.1", "127.1", "127.255.255.254", "0x7f.1", "2130706433",
                 "0177.0.0.1", "0.0.0.0", "10.1.1.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                 "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
                 "::1", "[::1]", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "[::ffff:10.0.0.1]",
                 "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "fd00::1",
                 "fc00::", "fe80::1", "febf::1", "ff02::1", "localhost", "LOCALHOST", "localhost.",
                 "127.0.0.1.", "x.localhost", "" })
            QTest::newRow(host) << QString::fromLatin1(host) << true;
        for (const char *host :
            { "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "192.0.2.1", "198.20.0.1",
                "223.255.255.255", "11.0.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
                "2002:808:808::", "a.example", "localhost.example", "127.0.0.1.example", "10.example" })
            QTest::newRow(host) << QString::fromLatin1(host) << false;
    }
    void internalAddressesAreKnownInEverySpelling()
    {
        QFETCH(QString, host);
        QFETCH(bool, internal);
        QCOMPARE(isInternalAddress(host), internal);
    }

    void onlyThreeSpellingsAreLoopback()
    {
        for (const auto &host : { u"127.0.0.1"_s, u"::1"_s, u"localhost"_s })
            QVERIFY(isLoopbackHost(host));
        for (const auto &host :
            { u"127.0.0.2"_s, u"localhost."_s, u"0.0.0.0"_s, u"::ffff:127.0.0.1"_s, QString() })
            QVERIFY(!isLoopbackHost(host));
    }

    void typedAddressesAreCompleted_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("url"); // empty: refused
        QTest::newRow("host") << u"a.example"_s << QByteArray("https://a.example");
        QTest::newRow("blanks around") << u"  a.example/mcp\n"_s << QByteArray("https://a.example/mcp");
        QTest::newRow("port") << u"a.example:8443"_s << QByteArray("https://a.example:8443");
        QTest::newRow("loopback") << u"127.0.0.1:8080/mcp"_s << QByteArray("http://127.0.0.1:8080/mcp");
        QTest::newRow("localhost") << u"LocalHost:3000"_s << QByteArray("http://localhost:3000");
        QTest::newRow("::1") << u"[::1]:9/x"_s << QByteArray("http://[::1]:9/x");
        QTest::newRow("whole") << u"https://a.example/mcp/"_s << QByteArray("https://a.example/mcp/");
        QTest::newRow("only a slash") << u"https://a.example/"_s << QByteArray("https://a.example");
        QTest::newRow("IDN") << u"bücher.example"_s << QByteArray("https://xn--bcher-kva.example");
        QTest::newRow("OIDC document")
            << u"https://a.example/t/.well-known/openid-configuration"_s << QByteArray("https://a.example/t");
        QTest::newRow("inserted document") << u"https://a.example/.well-known/oauth-authorization-server/t"_s
                                           << QByteArray("https://a.example/t");
        QTest::newRow("bare document")
            << u"https://a.example/.well-known/oauth-protected-resource"_s << QByteArray("https://a.example");
        QTest::newRow("resource document")
            << u"a.example/.well-known/oauth-protected-resource/mcp"_s << QByteArray("https://a.example/mcp");
        for (const char16_t *bad : { u"", u"   ", u"a b", u"javascript:alert(1)", u"file:///etc/passwd",
                 u"http://a.example", u"mailto:a@b", u"a@b.example", u"https://a.example/#x", u"://x",
                 u"https://", u"data:,x", u"a\nb" })
            QTest::newRow(qPrintable(QString::fromUtf16(bad))) << QString::fromUtf16(bad) << QByteArray();
    }
    void typedAddressesAreCompleted()
    {
        QFETCH(QString, typed);
        QFETCH(QByteArray, url);
        const auto read = readTypedUrl(typed);
        QVERIFY2(read.has_value() == !url.isEmpty(), qPrintable(read ? QString() : read.error().message));
        if (read)
            QCOMPARE(read->text, url);
    }
};

QTEST_APPLESS_MAIN(TestUrlGuard)
#include "test_urlguard.moc"
