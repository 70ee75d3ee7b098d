// SPDX-License-Identifier: GPL-3.0-or-later
// Plays the browser: writes the arguments after the first as a JSON list to the file the first one names.
#include "json/json.h"

#include <QFile>

#include <cstdio>

int main(int argc, char **argv)
{
    using namespace authscope;
    if (argc < 2)
        return 2;
    json::Array arguments;
    for (int i = 2; i < argc; ++i)
        arguments.emplace_back(argv[i]);
    std::puts("the browser talks on its output, and nobody must see it");
    const QString path = QString::fromLocal8Bit(argv[1]);
    QFile file(path + QStringLiteral(".part"));
    if (!file.open(QIODevice::WriteOnly) || file.write(json::compact(arguments)) < 0)
        return 1;
    file.close();
    return file.rename(path) ? 0 : 1;
}
