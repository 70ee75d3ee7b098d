// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/webdriver.h"

#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace authscope::test {

namespace {

constexpr auto elementKey = "element-6066-11e4-a52e-4f735466cecf"; // fixed by WebDriver §12.1

} // namespace

WebDriver::WebDriver(QObject *parent) : QObject(parent) { }

WebDriver::~WebDriver()
{
    if (!m_session.isEmpty())
        request("DELETE", "/session/" + m_session);
    if (m_driver.state() != QProcess::NotRunning) {
        m_driver.terminate();
        if (!m_driver.waitForFinished(5000))
            m_driver.kill();
        m_driver.waitForFinished(2000);
    }
}

bool WebDriver::start()
{
    m_driver.start(u"chromedriver"_s, { u"--port=0"_s });
    QByteArray output;
    static const QRegularExpression portPattern(u"on port (\\d+)"_s);
    for (int i = 0; i < 100; ++i) {
        if (!m_driver.waitForReadyRead(100) && m_driver.state() == QProcess::NotRunning)
            break;
        output += m_driver.readAllStandardOutput();
        const auto match = portPattern.match(QString::fromUtf8(output.mid(output.indexOf("successfully"))));
        if (output.contains("successfully") && match.hasMatch()) {
            m_base = "http://127.0.0.1:" + match.captured(1).toLatin1();
            break;
        }
    }
    if (m_base.isEmpty()) {
        m_why = u"chromedriver did not start: "_s + QString::fromUtf8(output);
        return false;
    }
    json::Array arguments;
    for (const char *argument : { "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-dev-shm-usage" })
        arguments.emplace_back(argument);
    arguments.emplace_back(json::string(u"--user-data-dir="_s + m_profile.path()));
    const json::Object options{ { "args", arguments } };
    const json::Object always{ { "browserName", "chrome" }, { "goog:chromeOptions", options } };
    const json::Value answer = request(
        "POST", "/session", json::Object{ { "capabilities", json::Object{ { "alwaysMatch", always } } } });
    if (const json::Object *value = answer.if_object())
        m_session = json::stringMember(*value, "sessionId").value_or(QByteArray());
    if (m_session.isEmpty())
        m_why = u"Chromium did not start: "_s + QString::fromUtf8(json::compact(answer));
    return !m_session.isEmpty();
}

json::Value WebDriver::request(const QByteArray &method, const QByteArray &path, const json::Value &body)
{
    QNetworkRequest request(QUrl::fromEncoded(m_base + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(30000);
    const QByteArray text = body.is_null() ? QByteArray() : json::compact(body);
    std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, text));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 40000))
        return nullptr;
    auto answer
        = json::parse(reply->readAll(), u"WebDriver's answer"_s, { .maxBytes = 16 << 20, .maxDepth = 64 });
    if (!answer || !answer->is_object())
        return nullptr;
    const json::Value *value = answer->get_object().if_contains("value");
    return value ? *value : json::Value(nullptr);
}

bool WebDriver::open(const QByteArray &url)
{
    return request("POST", "/session/" + m_session + "/url", json::Object{ { "url", json::string(url) } })
        .is_null();
}

QString WebDriver::url()
{
    const json::Value value = request("GET", "/session/" + m_session + "/url");
    return value.is_string() ? json::text(value.get_string()) : QString();
}

QString WebDriver::title()
{
    const json::Value value = request("GET", "/session/" + m_session + "/title");
    return value.is_string() ? json::text(value.get_string()) : QString();
}

QByteArray WebDriver::element(const QString &selector)
{
    for (int i = 0; i < 100; ++i) {
        const json::Value value = request("POST", "/session/" + m_session + "/element",
            json::Object{ { "using", "css selector" }, { "value", json::string(selector) } });
        if (const json::Object *object = value.if_object())
            if (const auto id = json::stringMember(*object, elementKey))
                return *id;
        QTest::qWait(100);
    }
    return {};
}

bool WebDriver::click(const QString &selector)
{
    const QByteArray id = element(selector);
    return !id.isEmpty()
        && request("POST", "/session/" + m_session + "/element/" + id + "/click", json::Object()).is_null();
}

QString WebDriver::text(const QString &selector)
{
    const QByteArray id = element(selector);
    if (id.isEmpty())
        return {};
    const json::Value value = request("GET", "/session/" + m_session + "/element/" + id + "/text");
    return value.is_string() ? json::text(value.get_string()) : QString();
}

json::Value WebDriver::script(const QString &body)
{
    return request("POST", "/session/" + m_session + "/execute/sync",
        json::Object{ { "script", json::string(body) }, { "args", json::Array() } });
}

} // namespace authscope::test
