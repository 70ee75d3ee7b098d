// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "ui/common/widgets.h"

class QLineEdit;

namespace authscope::ui {

/// Names and values of the fields sent with every request. Values are masked, never filled in again.
class HeadersTable : public QWidget {
    Q_OBJECT

public:
    using Headers = QList<std::pair<QByteArray, base::Secret>>;

    HeadersTable();

    void setNames(const QList<QByteArray> &names); ///< each with an empty value
    void clearHeaders();
    Headers headers() const; ///< those with a name
    /// A name without a value or the other way round, a name that is none; empty when there is none.
    QString problem() const;

private:
    struct Line {
        QWidget *holder;
        QLineEdit *name;
        QLineEdit *value;
    };
    void addLine(const QByteArray &name = {});

    QList<Line> m_lines;
    QVBoxLayout *m_rows;
};

} // namespace authscope::ui
