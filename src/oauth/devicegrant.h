// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with a browser elsewhere. RFC 8628.
#pragma once

#include "oauth/tokenpost.h"

#include <QTimer>

namespace authscope::oauth {

/// What a device asks for.
struct DeviceRequest {
    ServerMetadata server = {};
    ClientIdentity client = {};
    QByteArray resource = {};
    QList<QByteArray> scopes = {};
    std::shared_ptr<DpopKey> dpop = {};
    QString connection = {};
};

/// The server's answer, checked. RFC 8628 §3.2.
struct DeviceCode {
    base::Secret deviceCode = {};
    DevicePrompt prompt = {};
    std::chrono::seconds interval{ 5 };
};

QList<base::FormPair> deviceParameters(const DeviceRequest &request);
QList<base::FormPair> devicePollParameters(const DeviceRequest &request, const base::Secret &deviceCode);

/// Addresses pass base::guardUrl; a code nobody could type, an address that is no page, or a lifetime that is
/// none is OA-199 (T099).
base::Result<DeviceCode> readDeviceCode(
    QByteArrayView document, const ServerMetadata &server, base::Time received, base::Checks *checks);

/// Asks for a code to be typed elsewhere. Errors: OA-199.
class DeviceAuthorization : public Awaiting<DeviceCode> {
    Q_OBJECT

public:
    DeviceAuthorization(Services services, DeviceRequest request, QObject *parent);

    const base::Checks &checks() const { return m_checks; }
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }
    const QByteArray &serverCode() const { return m_serverCode; } ///< of an error answer

protected:
    void run() override;

private:
    void answered(const base::Result<TokenReply> &reply);

    Services m_services;
    DeviceRequest m_request;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
    QByteArray m_serverCode;
};

/// Asks again and again until somebody has agreed or refused, or the code has expired; ends with the answer
/// that decides. Never more often than the server allows: every interval, five seconds more after each
/// slow_down, twice as long after each answer that did not come. RFC 8628 §3.4, §3.5.
class DevicePoll : public Awaiting<TokenReply> {
    Q_OBJECT

public:
    DevicePoll(Services services, DeviceRequest request, DeviceCode code, QObject *parent);

    /// How long a second is; for tests.
    void setSecond(std::chrono::milliseconds second) { m_second = second; }
    std::chrono::seconds interval() const { return m_interval; }
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;
    void abort() override;

private:
    void waitAndAsk();
    void ask();
    void answered(const base::Result<TokenReply> &reply);
    void expired();

    Services m_services;
    DeviceRequest m_request;
    DeviceCode m_code;
    std::chrono::milliseconds m_second{ 1000 };
    std::chrono::seconds m_interval;
    QTimer m_timer;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
