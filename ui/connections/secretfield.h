// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "ui/common/widgets.h"

class QLineEdit;

namespace authscope::ui {

/// A secret that is typed in, or read from a file. It is never shown, and gone with clear().
class SecretField : public QWidget {
    Q_OBJECT

public:
    enum class From { TypingOrFile, FileAlone };

    /// `name`: nameLineEdit, nameFileButton, nameFileDialog.
    SecretField(const QString &name, const QString &words, const QString &placeholder, From from);

    void takeFile(const QString &path);
    base::Secret value() const;
    const QString &problem() const { return m_problem; } ///< why the file could not be taken; else empty
    void clear();

Q_SIGNALS:
    void changed();

private:
    void chooseFile();

    QString m_name;
    QString m_words;
    QString m_problem;
    base::Secret m_fromFile;
    QLineEdit *m_edit;
};

} // namespace authscope::ui
