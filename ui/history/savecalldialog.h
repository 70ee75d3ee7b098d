// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/offers.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace authscope::ui {

class Label;

/// Makes a file out of a call: a name, and which of what is true of its answer shall be expected again. The
/// file is shown as it will be.
class SaveCallDialog : public QDialog {
    Q_OBJECT

public:
    SaveCallDialog(const replay::Flow &flow, const replay::Ending &ending, QWidget *parent);

    replay::Flow flow() const; ///< with what is ticked

private:
    void showPreview();
    void chooseFile();
    void save(const QString &path);

    replay::Flow m_flow;
    QList<replay::Offer> m_offers;
    QLineEdit *m_name;
    QListWidget *m_list;
    QPlainTextEdit *m_preview;
    Label *m_problem;
};

} // namespace authscope::ui
