// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/redactinglog.h"

#include <QThread>

namespace authscope::app {

RedactingLog *RedactingLog::s_installed = nullptr;

RedactingLog::RedactingLog(const base::Redactor *redactor) : m_redactor(redactor)
{
    s_installed = this;
    m_previous = qInstallMessageHandler(&RedactingLog::handle);
}

RedactingLog::~RedactingLog()
{
    qInstallMessageHandler(m_previous);
    s_installed = nullptr;
}

void RedactingLog::handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    RedactingLog *log = s_installed;
    if (!log || !log->m_previous)
        return;
    // The redactor belongs to one thread; Qt's network threads say nothing worth a lock around every secret.
    if (QThread::currentThread() != log->thread() && type != QtFatalMsg)
        return;
    log->m_previous(type, context, log->m_redactor->redactText(message));
}

} // namespace authscope::app
