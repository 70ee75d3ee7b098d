// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/json.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

using namespace Qt::StringLiterals;

namespace authscope::app {

namespace {

constexpr qint64 maxRequestBytes = 8 * 1024;
constexpr int patienceMs = 3000;

} // namespace

QByteArray StartRequest::toBytes() const
{
    return json::compact(json::Object{ { "demo", demo }, { "connect", json::string(connectTo) } }) + '\n';
}

std::optional<StartRequest> StartRequest::fromBytes(QByteArrayView bytes)
{
    const auto object
        = json::parseObject(bytes, u"The request"_s, { .maxBytes = maxRequestBytes, .maxDepth = 2 });
    if (!object)
        return std::nullopt;
    return StartRequest{ .demo = json::boolMember(*object, "demo").value_or(false),
        .connectTo = QString::fromUtf8(json::stringMember(*object, "connect").value_or(QByteArray())) };
}

SingleInstance::SingleInstance(const QString &dataDir)
    : m_dataDir(QDir(dataDir).canonicalPath())
    , m_name(u"authscope-"_s
          + QString::fromLatin1(
              QCryptographicHash::hash(m_dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16)))
    , m_lock(m_dataDir + u"/window.lock"_s)
{
    m_lock.setStaleLockTime(0); // only a dead process frees it
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::takeRequest);
}

SingleInstance::~SingleInstance() = default;

base::Result<SingleInstance::Role> SingleInstance::claim(const StartRequest &request)
{
    if (m_lock.tryLock(0)) {
        if (listen())
            return Role::First;
        return base::fail({ .kind = base::ErrorKind::Storage,
            .code = base::code::secondInstance,
            .message = u"The window cannot listen for later starts of the program: %1."_s.arg(
                base::cleaned(m_server.errorString())),
            .nextStep = u"Check that the folder for temporary files is writable."_s });
    }
    if (m_lock.error() == QLockFile::LockFailedError && handOver(request))
        return Role::Second;
    return base::fail({ .kind = base::ErrorKind::Storage,
        .code = base::code::secondInstance,
        .message = m_lock.error() == QLockFile::LockFailedError
            ? u"Another window of this program holds the data folder %1 and does not answer. Nothing was changed."_s
                  .arg(m_dataDir)
            : u"The data folder %1 cannot be locked for this window. Nothing was changed."_s.arg(m_dataDir),
        .nextStep = u"Close the other window, or name another folder with --data-dir."_s });
}

bool SingleInstance::listen()
{
    QLocalServer::removeServer(m_name); // of a run that was killed: the lock says that nobody uses it
    return m_server.listen(m_name);
}

void SingleInstance::takeRequest()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > maxRequestBytes)
                return socket->abort();
            if (!socket->canReadLine())
                return;
            if (const auto request = StartRequest::fromBytes(socket->readLine(maxRequestBytes))) {
                socket->write("ok\n");
                socket->flush();
                Q_EMIT startRequested(*request);
            }
            socket->disconnectFromServer();
        });
    }
}

bool SingleInstance::handOver(const StartRequest &request)
{
    // Nothing runs in this process yet: waiting here blocks nobody.
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(patienceMs))
        return false;
    socket.write(request.toBytes());
    if (!socket.waitForBytesWritten(patienceMs))
        return false;
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(patienceMs))
            return false;
    }
    return socket.readLine() == "ok\n";
}

} // namespace authscope::app
