// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

using namespace Qt::StringLiterals;

namespace authscope::base {

Error cancelledError()
{
    return { .kind = ErrorKind::Cancelled, .code = u"OA-001"_s, .message = u"Cancelled."_s };
}

int exitCode(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::ToolFailed:
    case ErrorKind::TokenRejected:
        return 1;
    case ErrorKind::Usage:
        return 2;
    case ErrorKind::ServerBrokeRule:
        return 3;
    case ErrorKind::Refused:
    case ErrorKind::Cancelled:
        return 4;
    case ErrorKind::Network:
        return 5;
    case ErrorKind::Keychain:
    case ErrorKind::Storage:
        return 6;
    }
    Q_UNREACHABLE();
    return 1;
}

QString kindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return u"usage"_s;
    case ErrorKind::ToolFailed:
        return u"tool_failed"_s;
    case ErrorKind::TokenRejected:
        return u"token_rejected"_s;
    case ErrorKind::ServerBrokeRule:
        return u"server_broke_rule"_s;
    case ErrorKind::Refused:
        return u"refused"_s;
    case ErrorKind::Cancelled:
        return u"cancelled"_s;
    case ErrorKind::Network:
        return u"network"_s;
    case ErrorKind::Keychain:
        return u"keychain"_s;
    case ErrorKind::Storage:
        return u"storage"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString oneLine(const Error &error)
{
    QString line = error.code.isEmpty() ? error.message : QString(error.code + u' ' + error.message);
    if (!error.serverSays.isEmpty())
        line += u" The server says: “"_s + error.serverSays + u"”."_s;
    if (!error.nextStep.isEmpty())
        line += u' ' + error.nextStep;
    return line;
}

} // namespace authscope::base
