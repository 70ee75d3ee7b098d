// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/callquestion.h"

#include <QTextEdit>

namespace authscope::ui {

/// What changed in a tool since it was approved: place by place, texts word by word. What was taken away is
/// struck through, what came is underlined; colour only adds to that. Foreign words, never markup.
class DifferenceView : public QTextEdit {
    Q_OBJECT

public:
    explicit DifferenceView(const QString &objectName);

    void setChanges(const QList<session::DefinitionChange> &changes, bool isUnknown = false);

protected:
    void changeEvent(QEvent *event) override;

private:
    void write();

    QList<session::DefinitionChange> m_changes;
    bool m_isUnknown = false;
};

} // namespace authscope::ui
