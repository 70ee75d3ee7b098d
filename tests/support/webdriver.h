// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QNetworkAccessManager>
#include <QProcess>
#include <QTemporaryDir>

namespace authscope::test {

/// A headless Chromium, driven over the W3C WebDriver protocol through chromedriver. Waits with a local event
/// loop, as tests do.
class WebDriver : public QObject {
    Q_OBJECT

public:
    explicit WebDriver(QObject *parent = nullptr);
    ~WebDriver() override;

    /// False when chromedriver or Chromium cannot be started; why() says more.
    bool start();
    const QString &why() const { return m_why; }

    bool open(const QByteArray &url);
    QString url();
    QString title();
    /// Clicks the first element of a CSS selector, waiting up to 10 s for it to be there.
    bool click(const QString &selector);
    QString text(const QString &selector);
    json::Value script(const QString &body); ///< "return document.title"

private:
    json::Value request(const QByteArray &method, const QByteArray &path, const json::Value &body = nullptr);
    QByteArray element(const QString &selector);

    QProcess m_driver;
    QTemporaryDir m_profile;
    QNetworkAccessManager m_network;
    QByteArray m_base;
    QByteArray m_session;
    QString m_why;
};

} // namespace authscope::test
