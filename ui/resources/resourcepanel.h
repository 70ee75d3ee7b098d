// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/variableform.h"
#include "ui/resources/watchmark.h"

class QProgressBar;

namespace authscope::ui {

class Chip;

/// One resource, or one template with its variables: what it is, Read, Watch.
class ResourcePanel : public QFrame {
    Q_OBJECT

public:
    ResourcePanel();

    void setResource(const mcp::Resource &resource);
    void setTemplate(const mcp::ResourceTemplate &given);
    /// What Read would ask for: the resource's URI, or the template with its variables filled in. Empty when
    /// the template cannot be read.
    QByteArray uri() const;
    VariableForm *variables() const { return m_variables; }

    void setRunning(bool running, const QString &phase = {});
    void setProgress(double progress, double total, const QString &message);
    void setElapsed(std::chrono::milliseconds elapsed);
    void setVisitAwaited(bool isAwaited); ///< of what was opened in the browser
    void setWatch(WatchMark mark, const QString &note);
    void setUpdated(std::optional<base::Time> at); ///< the server told of a change
    void read(); ///< as if the button was pressed

Q_SIGNALS:
    void readRequested(const QByteArray &uri);
    void cancelRequested();
    void visitFinished(); ///< the person says so
    void watchToggled(const QByteArray &uri, bool on);
    void uriChanged(); ///< of a template, by typing

private:
    void showHead(const QString &title, const QByteArray &wire, const QString &description,
        const QByteArray &mimeType, std::optional<qint64> size);
    void showUri();

    QByteArray m_uri;
    QByteArray m_template;
    QString m_phase;
    Label *m_title;
    Chip *m_type;
    Chip *m_size;
    Label *m_wire;
    Label *m_description;
    VariableForm *m_variables;
    QWidget *m_area;
    Label *m_expanded;
    QPushButton *m_read;
    QPushButton *m_cancel;
    QProgressBar *m_busy;
    Label *m_hint;
    QPushButton *m_visit;
    QPushButton *m_watch;
    Chip *m_watchChip;
    Label *m_updated;
};

} // namespace authscope::ui
