// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"

#include <QObject>
#include <QtGlobal>

namespace authscope::app {

/// While it lives, every message of Qt and of ours passes the redactor on its way to the terminal
/// (security.md T149). One at a time; the handler that was there before gets the redacted text and is put
/// back at the end.
class RedactingLog : public QObject {
    Q_OBJECT

public:
    explicit RedactingLog(const base::Redactor *redactor);
    ~RedactingLog() override;

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message);

    const base::Redactor *m_redactor;
    QtMessageHandler m_previous;
    static RedactingLog *s_installed;
};

} // namespace authscope::app
