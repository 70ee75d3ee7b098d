// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/appserver.h"
#include "demo/redirects.h"

#include <QTest>

using namespace authscope;

class TestRedirects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesOnlyWhatWasRegistered_data()
    {
        QTest::addColumn<QByteArray>("registered");
        QTest::addColumn<QByteArray>("presented");
        QTest::addColumn<bool>("matches");
        const QByteArray loopback = "http://127.0.0.1/callback";
        const auto row = [](const char *name, const QByteArray &registered, const QByteArray &presented,
                             bool matches) { QTest::newRow(name) << registered << presented << matches; };
        row("the same", "https://app.example/cb", "https://app.example/cb", true);
        row("any port on loopback", loopback, "http://127.0.0.1:49152/callback", true);
        row("the highest port", loopback, "http://127.0.0.1:65535/callback", true);
        row("no port, as registered", loopback, loopback, true);
        row("IPv6 loopback", "http://[::1]/callback", "http://[::1]:8080/callback", true);
        row("localhost for localhost", "http://localhost/callback", "http://localhost:8080/callback", true);
        row("no path at all", "http://127.0.0.1", "http://127.0.0.1:5001", true);
        row("with a query, the same one", loopback + "?a=1", "http://127.0.0.1:1/callback?a=1", true);
        row("another name that begins alike", loopback, "http://127.0.0.1.evil.example/callback", false);
        row("that name with a port", loopback, "http://127.0.0.1.evil.example:80/callback", false);
        row("the address as user name", loopback, "http://127.0.0.1:80@evil.example/callback", false);
        row("the address as user name, no port", loopback, "http://127.0.0.1@evil.example/callback", false);
        row("localhost is another host", loopback, "http://localhost:8080/callback", false);
        row("the number is another host", "http://localhost/callback", "http://127.0.0.1:8080/callback",
            false);
        row("IPv6 is another host", loopback, "http://[::1]:8080/callback", false);
        row("0.0.0.0 is another host", loopback, "http://0.0.0.0:8080/callback", false);
        row("another scheme", loopback, "https://127.0.0.1:8080/callback", false);
        row("another path", loopback, "http://127.0.0.1:8080/callback2", false);
        row("a longer path", loopback, "http://127.0.0.1:8080/x/callback", false);
        row("path case counts", loopback, "http://127.0.0.1:8080/Callback", false);
        row("a query that was not registered", loopback, "http://127.0.0.1:8080/callback?x=1", false);
        row("a fragment", loopback, "http://127.0.0.1:8080/callback#x", false);
        row("an empty port", loopback, "http://127.0.0.1:/callback", false);
        row("port zero", loopback, "http://127.0.0.1:0/callback", false);
        row("a port that is none", loopback, "http://127.0.0.1:70000/callback", false);
        row("a port in other signs", loopback, "http://127.0.0.1:8080%2F/callback", false);
        row("registered with a port is exact", "http://127.0.0.1:5001/cb", "http://127.0.0.1:5002/cb", false);
        row("the port rule is for loopback", "http://app.example/cb", "http://app.example:8080/cb", false);
        row("https never has it", "https://127.0.0.1/cb", "https://127.0.0.1:8443/cb", false);
    }
    void matchesOnlyWhatWasRegistered()
    {
        QFETCH(QByteArray, registered);
        QFETCH(QByteArray, presented);
        QFETCH(bool, matches);
        QCOMPARE(demo::matchesRegistered(presented, registered), matches);
    }

    void registersHttpsAndLoopbackOnly_data()
    {
        QTest::addColumn<QByteArray>("uri");
        QTest::addColumn<QByteArray>("type");
        const auto row = [](const QByteArray &uri, const QByteArray &type) {
            QTest::newRow(uri.constData()) << uri << type;
        };
        row("https://app.example/cb", "");
        row("http://127.0.0.1/callback", "");
        row("http://127.0.0.1:5001", "");
        row("http://[::1]/callback", "");
        row("http://localhost:3000/cb", "");
        row("http://app.example/cb", "connected_app_redirect_url_http_scheme_must_use_loopback");
        row("http://127.0.0.1.evil.example/cb", "connected_app_redirect_url_http_scheme_must_use_loopback");
        row("http://0.0.0.0/cb", "connected_app_redirect_url_http_scheme_must_use_loopback");
        row("http://[::ffff:127.0.0.1]/cb", "connected_app_redirect_url_http_scheme_must_use_loopback");
        row("http://127.0.0.1@evil.example/cb", "connected_app_invalid_redirect_url");
        row("https://app.example/cb#part", "connected_app_invalid_redirect_url");
        row("https:///cb", "connected_app_invalid_redirect_url");
        row("myapp:/cb", "connected_app_redirect_url_must_use_http_or_https_scheme");
        row("javascript:alert(1)", "connected_app_redirect_url_must_use_http_or_https_scheme");
        row("/callback", "connected_app_redirect_url_must_include_scheme");
        row("", "connected_app_redirect_url_must_include_scheme");
    }
    void registersHttpsAndLoopbackOnly()
    {
        QFETCH(QByteArray, uri);
        QFETCH(QByteArray, type);
        const auto refusal = demo::whyNotRegistrable(uri);
        QCOMPARE(refusal ? refusal->type : QByteArray(), type);
    }

    void returnsToItsOwnPagesOnly()
    {
        for (const char *path : { "/", "/idp?client_id=a&state=%2F%2F", "/settings/connected-apps" })
            QVERIFY2(demo::isLocalPath(path), path);
        for (const char *path :
            { "", "//evil.example", "https://evil.example", "/\\evil.example", "/a b", "idp" })
            QVERIFY2(!demo::isLocalPath(path), path);
    }
};

QTEST_GUILESS_MAIN(TestRedirects)
#include "test_redirects.moc"
